import { useEffect, useState } from 'react';
import type { CallEnding } from '@ringline/client';
import { useRingline } from '@ringline/react';

/** How the last call ended, until it is dismissed or another begins. */
export function useLastEnding() {
  const { calls } = useRingline();
  const [ending, setEnding] = useState<CallEnding>();
  useEffect(() => {
    const unsubscribeIncoming = calls.on('incoming', () => setEnding(undefined));
    const unsubscribeEnded = calls.on('ended', setEnding);
    return () => {
      unsubscribeIncoming();
      unsubscribeEnded();
    };
  }, [calls]);
  return [ending, setEnding] as const;
}
