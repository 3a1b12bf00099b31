import { endInWords } from '../ui/moments.js';
import { MUTE_TIMES } from './rooms.words.js';

interface MuteChoiceProps {
  mutedUntil?: string;
  onMute: (forS: number) => void;
  onUnmute: () => void;
}

/** For how long somebody only reads; of the muted, until when, and the end of it. */
export function MuteChoice({ mutedUntil, onMute, onUnmute }: MuteChoiceProps) {
  return (
    <fieldset className="measure" data-testid="mute-choice">
      <legend className="measure-title">
        {mutedUntil ? `Muted until ${endInWords(mutedUntil)}. From now on for` : 'Mute for'}
      </legend>
      {MUTE_TIMES.map(({ forS, words }) => (
        <button key={forS} type="button" className="button-plain" onClick={() => onMute(forS)}>
          {words}
        </button>
      ))}
      {mutedUntil && (
        <button type="button" className="button-plain" data-testid="unmute" onClick={onUnmute}>
          Unmute
        </button>
      )}
    </fieldset>
  );
}
