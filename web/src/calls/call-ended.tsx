import type { CallEnding, CallMedia, Person } from '@ringline/client';
import { durationOf, endingLabel } from './call.labels.js';
import { useOfferedFocus } from './use-offered-focus.js';
import buttons from '../ui/button.module.css';
import notices from '../ui/notice.module.css';

interface CallEndedProps {
  ending: CallEnding;
  ownId: string;
  onCall: (person: Person, media: CallMedia) => void;
  onClose: () => void;
}

/** How it ended. The focus is led here, and the next Tab to calling again. */
export function CallEnded({ ending, ownId, onCall, onClose }: CallEndedProps) {
  const { call, person, elsewhere } = ending;
  const duration = durationOf(call);
  const place = useOfferedFocus<HTMLDivElement>(call.id);
  return (
    <div
      className={notices.notice}
      role="group"
      aria-label="The last call"
      tabIndex={-1}
      ref={place}
      data-testid="call-ended"
      data-reason={elsewhere ?? call.endReason}
    >
      <p>
        {endingLabel(ending, ownId)} {duration && `It lasted ${duration}.`}
      </p>
      <div className={notices.actions}>
        {!elsewhere && (
          <button type="button" className={buttons.plain} onClick={() => onCall(person, call.media)}>
            {call.callerId === ownId ? 'Call again' : 'Call back'}
          </button>
        )}
        <button type="button" className={buttons.quiet} onClick={onClose}>
          Dismiss
        </button>
      </div>
    </div>
  );
}
