import { useEffect, useState } from 'react';
import { type PublicUser, RinglineError, USERS_QUERY_MAX_LENGTH } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { fits } from '../ui/text-limit.js';

const LIMIT = 100;
const TYPING_MS = 250;

interface Directory {
  users: PublicUser[];
  /** Whether there are more people than were asked for. */
  more: boolean;
  loaded: boolean;
  error?: RinglineError;
}

/** The user directory, requested anew when the search changes and whenever the connection (re)opens. */
export function useDirectory(query: string, enabled: boolean): Directory {
  const { users, connection } = useRingline();
  const { welcome } = useObservable(connection.state);
  const [directory, setDirectory] = useState<Directory>({ users: [], more: false, loaded: false });

  useEffect(() => {
    if (!enabled || !fits(query, { limit: USERS_QUERY_MAX_LENGTH })) return;
    let current = true;
    const ask = async () => {
      try {
        const { items, nextCursor } = await users.list({ query: query.trim() || undefined, limit: LIMIT });
        if (current) setDirectory({ users: items, more: nextCursor !== null, loaded: true });
      } catch (cause) {
        if (current) setDirectory((held) => ({ ...held, loaded: true, error: RinglineError.from(cause) }));
      }
    };
    const timer = setTimeout(() => void ask(), query ? TYPING_MS : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [users, query, enabled, welcome?.connectionId]);

  return directory;
}
