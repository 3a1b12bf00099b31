import { useCallback, useEffect, useState } from 'react';
import { type Page, RinglineError } from '@ringline/client';

export interface Pages<T> {
  /** Undefined until the first page is there. */
  items?: readonly T[];
  hasMore: boolean;
  error?: RinglineError;
  showMore: () => Promise<void>;
  /** From the beginning. */
  reload: () => Promise<void>;
}

interface Shown<T> {
  items?: readonly T[];
  cursor: string | null;
  error?: RinglineError;
}

/** A list that is asked for page by page; asked anew when `ask` is another function. */
export function usePages<T>(ask: (cursor?: string) => Promise<Page<T>>): Pages<T> {
  const [shown, setShown] = useState<Shown<T>>({ cursor: null });
  const load = useCallback(
    async (before: readonly T[], cursor?: string) => {
      try {
        const { items, nextCursor } = await ask(cursor);
        return { items: [...before, ...items], cursor: nextCursor };
      } catch (cause) {
        return { items: before, cursor: cursor ?? null, error: RinglineError.from(cause) };
      }
    },
    [ask],
  );
  useEffect(() => {
    let current = true;
    void load([]).then((first) => current && setShown(first));
    return () => {
      current = false;
    };
  }, [load]);
  const { items, cursor, error } = shown;
  return {
    items,
    hasMore: cursor !== null,
    error,
    showMore: async () => {
      if (cursor !== null) setShown(await load(items ?? [], cursor));
    },
    reload: useCallback(async () => setShown(await load([])), [load]),
  };
}
