import { useCallback, useEffect, useState } from 'react';
import { type Call, type CallEnding, type PublicUser, RinglineError } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';

const PAGE = 10;

export interface RecentCall {
  call: Call;
  /** Absent when the person no longer exists. */
  person?: PublicUser;
}

interface RecentCallsState {
  recent?: RecentCall[];
  cursor?: string | null;
  error?: RinglineError;
}

/** The newest calls, asked anew when a call ends and when the connection (re)opens; `showMore` adds older ones. */
export function useRecentCalls(ownId: string, ending: CallEnding | undefined) {
  const { calls, users, connection } = useRingline();
  const { welcome } = useObservable(connection.state);
  const [state, setState] = useState<RecentCallsState>({});

  const ask = useCallback(
    async (cursor?: string): Promise<RecentCallsState> => {
      const withPerson = async (call: Call): Promise<RecentCall> => {
        const personId = call.callerId === ownId ? call.calleeId : call.callerId;
        return { call, person: await users.getOnce(personId).catch(() => undefined) };
      };
      const { items, nextCursor } = await calls.log.list({ status: 'ended', limit: PAGE, cursor });
      return { recent: await Promise.all(items.map(withPerson)), cursor: nextCursor };
    },
    [calls, users, ownId],
  );
  const fail = (cause: unknown) => setState((held) => ({ ...held, error: RinglineError.from(cause) }));

  useEffect(() => {
    let current = true;
    ask().then(
      (newest) => current && setState(newest),
      (cause: unknown) => current && fail(cause),
    );
    return () => {
      current = false;
    };
  }, [ask, ending?.call.id, welcome?.connectionId]);

  const showMore = () => {
    const { cursor } = state;
    if (!cursor) return;
    ask(cursor).then(
      ({ recent: older = [], cursor: next }) =>
        // Concurrent requests, or one while a call ends, load each page once.
        setState((held) =>
          held.cursor === cursor ? { recent: [...held.recent!, ...older], cursor: next } : held,
        ),
      fail,
    );
  };
  return { ...state, showMore };
}
