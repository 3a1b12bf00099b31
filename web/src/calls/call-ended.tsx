import type { CallMedia } from '../../../src/calls/calls.protocol.js';
import type { Person } from './call.state.js';
import { durationOf, endingInWords } from './call.words.js';
import type { CallEnding } from './calls.client.js';

interface CallEndedProps {
  ending: CallEnding;
  ownId: string;
  onCall: (person: Person, media: CallMedia) => void;
  onClose: () => void;
}

export function CallEnded({ ending, ownId, onCall, onClose }: CallEndedProps) {
  const { call, person, elsewhere } = ending;
  const duration = durationOf(call);
  return (
    <div className="notice" data-testid="call-ended" data-reason={elsewhere ?? call.endReason}>
      <p>
        {endingInWords(ending, ownId)} {duration && `It lasted ${duration}.`}
      </p>
      <div className="notice-actions">
        {!elsewhere && (
          <button type="button" className="button-plain" onClick={() => onCall(person, call.media)}>
            {call.callerId === ownId ? 'Call again' : 'Call back'}
          </button>
        )}
        <button type="button" className="button-quiet" onClick={onClose}>
          Dismiss
        </button>
      </div>
    </div>
  );
}
