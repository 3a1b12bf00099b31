import { useEffect, useState } from 'react';
import { clock } from '../ui/moments.js';
import styles from './in-call.module.css';

export function CallClock({ since }: { since: number }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p role="timer" className={styles.clock} data-testid="call-timer">
      {clock(now - since)}
    </p>
  );
}
