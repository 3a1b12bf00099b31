import { useEffect, useState } from 'react';

/** The server's clock may be a little behind ours. */
const SLACK_MS = 500;
const AGAIN_MS = 5_000;
/** Timers of browsers hold 31 bits. */
const LONGEST_MS = 2_147_483_647;

/** Grows when that instant has passed, and again every few seconds as long as the instant is still passed in. */
export function useExpiry(instant: string | undefined): number {
  const [times, setTimes] = useState(0);
  useEffect(() => {
    if (!instant) return;
    const leftMs = Date.parse(instant) - Date.now();
    const waitMs = leftMs > 0 ? leftMs + SLACK_MS : AGAIN_MS;
    const timer = setTimeout(() => setTimes((held) => held + 1), Math.min(waitMs, LONGEST_MS));
    return () => clearTimeout(timer);
  }, [instant, times]);
  return times;
}
