import type { CallMedia } from '../../../src/calls/calls.protocol.js';
import { CameraIcon, PhoneIcon } from '../app/icons.js';
import { momentInWords } from '../app/moments.js';
import type { Person } from '../calls/call.state.js';
import { STATUS_WORDS } from '../presence/status-words.js';
import { Avatar } from './avatar.js';
import type { PersonRow } from './people.js';

interface UserRowProps {
  person: PersonRow;
  onCall: (person: Person, media: CallMedia) => void;
}

export function UserRow({ person, onCall }: UserRowProps) {
  const { username, displayName, status, lastSeenAt } = person;
  const seen = status === 'OFFLINE' && lastSeenAt ? `Last seen ${momentInWords(lastSeenAt)}` : undefined;
  const handle = displayName === username ? undefined : `@${username}`;
  return (
    <li className="row" data-testid="user-row" data-username={username} data-status={status}>
      <span className="avatar-place">
        <Avatar name={displayName} />
        <span className={`dot dot-${status.toLowerCase()}`} />
      </span>
      <div className="row-text">
        <span className="row-name">{displayName}</span>
        <span className="hint">{[handle, seen ?? STATUS_WORDS[status]].filter(Boolean).join(' · ')}</span>
      </div>
      <button
        type="button"
        className="button-round"
        aria-label={`Call ${displayName}`}
        title="Audio call"
        data-testid="call-audio"
        onClick={() => onCall(person, 'audio')}
      >
        <PhoneIcon />
      </button>
      <button
        type="button"
        className="button-round"
        aria-label={`Video call ${displayName}`}
        title="Video call"
        data-testid="call-video"
        onClick={() => onCall(person, 'video')}
      >
        <CameraIcon />
      </button>
    </li>
  );
}
