import { endLabel } from '../ui/moments.js';
import { MUTE_TIMES } from './rooms.labels.js';
import buttons from '../ui/button.module.css';
import styles from './member-actions.module.css';

interface MuteChoiceProps {
  mutedUntil?: string;
  onMute: (forS: number) => void;
  onUnmute: () => void;
}

/** How long a user is muted; for a muted one, until when, and lifting the mute. */
export function MuteChoice({ mutedUntil, onMute, onUnmute }: MuteChoiceProps) {
  return (
    <fieldset className={styles.measure} data-testid="mute-choice">
      <legend className={styles.title}>
        {mutedUntil ? `Muted until ${endLabel(mutedUntil)}. From now on for` : 'Mute for'}
      </legend>
      {MUTE_TIMES.map(({ forS, words }) => (
        <button key={forS} type="button" className={buttons.plain} onClick={() => onMute(forS)}>
          {words}
        </button>
      ))}
      {mutedUntil && (
        <button type="button" className={buttons.plain} data-testid="unmute" onClick={onUnmute}>
          Unmute
        </button>
      )}
    </fieldset>
  );
}
