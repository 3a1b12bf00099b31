import type { RatedQuality } from '@ringline/client';
import styles from './in-call.module.css';

const WORDS: Record<RatedQuality['rating'], string> = {
  good: 'Good connection',
  fair: 'Fair connection',
  poor: 'Poor connection',
};

/** Announced to screen readers when the rating changes; the figures beside it are there to be read. */
export function QualityView({ quality }: { quality?: RatedQuality }) {
  return (
    <p className={styles.quality} data-testid="quality" data-rating={quality?.rating}>
      <span role="status">{quality && WORDS[quality.rating]}</span>
      {quality && <span className={styles.figures}>{figures(quality)}</span>}
    </p>
  );
}

function figures({ rttMs, lossRatio, candidateType }: RatedQuality): string {
  const known = [
    rttMs !== undefined && `${Math.round(rttMs)} ms`,
    lossRatio !== undefined &&
      `${(lossRatio * 100).toFixed(lossRatio > 0 && lossRatio < 0.1 ? 1 : 0)} % lost`,
    candidateType === 'relay' && 'relayed',
  ];
  return known.filter(Boolean).join(', ');
}
