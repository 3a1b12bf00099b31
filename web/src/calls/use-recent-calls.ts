import { useEffect, useState } from 'react';
import type { Call } from '../../../src/calls/calls.protocol.js';
import type { PublicUser } from '../../../src/users/users.protocol.js';
import { useObservable, useRingline } from '../app/ringline.context.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { CallEnding } from './calls.client.js';

export interface RecentCall {
  call: Call;
  /** Absent when the person no longer exists. */
  person?: PublicUser;
}

interface RecentCallsState {
  recent?: RecentCall[];
  error?: RinglineError;
}

/** The newest calls, asked anew when a call ends and when the connection (re)opens. */
export function useRecentCalls(ownId: string, ending: CallEnding | undefined): RecentCallsState {
  const { calls, users, connection } = useRingline();
  const { welcome } = useObservable(connection.state);
  const [state, setState] = useState<RecentCallsState>({});

  useEffect(() => {
    let current = true;
    const withPerson = async (call: Call): Promise<RecentCall> => {
      const personId = call.callerId === ownId ? call.calleeId : call.callerId;
      return { call, person: await users.getOnce(personId).catch(() => undefined) };
    };
    const ask = async () => {
      try {
        const { items } = await calls.log.list({ limit: 10 });
        const recent = await Promise.all(items.filter(({ status }) => status === 'ended').map(withPerson));
        if (current) setState({ recent });
      } catch (cause) {
        if (current) setState((held) => ({ ...held, error: RinglineError.from(cause) }));
      }
    };
    void ask();
    return () => {
      current = false;
    };
  }, [calls, users, ownId, ending?.call.id, welcome?.connectionId]);

  return state;
}
