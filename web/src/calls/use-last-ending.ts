import { useEffect, useState } from 'react';
import type { CallEnding } from '@ringline/client';
import { useRingline } from '@ringline/react';

/** How the last call ended, until it is dismissed or another begins. */
export function useLastEnding() {
  const { calls } = useRingline();
  const [ending, setEnding] = useState<CallEnding>();
  useEffect(() => {
    const forget = calls.on('incoming', () => setEnding(undefined));
    const keep = calls.on('ended', setEnding);
    return () => {
      forget();
      keep();
    };
  }, [calls]);
  return [ending, setEnding] as const;
}
