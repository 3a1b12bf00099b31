import type { PeerState } from '@ringline/client';
import styles from './in-call.module.css';

/** The pictures that two people compare by voice; each is read aloud as its word. */
export function ShortAuthView({ proof, name }: { proof: PeerState['shortAuth']; name: string }) {
  return (
    <div role="status" className={styles.shortAuth} data-testid="short-auth">
      {proof === 'withdrawn' && (
        <p>The encryption key of the other side was replaced. This call can no longer be verified.</p>
      )}
      {proof && proof !== 'withdrawn' && (
        <>
          <ul aria-label="Security pictures">
            {proof.map(({ emoji, word }, i) => (
              <li key={i}>
                <span aria-hidden="true">{emoji}</span> {word}
              </li>
            ))}
          </ul>
          <p className={styles.shortAuthHint}>
            If <bdi>{name}</bdi> sees the same, nobody sits between you.
          </p>
        </>
      )}
    </div>
  );
}
