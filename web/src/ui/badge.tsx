import styles from './badge.module.css';
import texts from './text.module.css';
const SHOWN_AT_MOST = 99;

/** How much is new; nothing when nothing is. */
export function Badge({ count, of, testId }: { count: number; of: string; testId: string }) {
  if (count === 0) return null;
  return (
    <span className={styles.badge} data-testid={testId}>
      {count > SHOWN_AT_MOST ? `${SHOWN_AT_MOST}+` : count}
      <span className={texts.visuallyHidden}> {of}</span>
    </span>
  );
}
