import { CameraIcon, PhoneIcon } from '../ui/icons.js';
import { momentInWords } from '../ui/moments.js';
import { STATUS_WORDS } from '../presence/status-words.js';
import { Avatar } from './avatar.js';
import type { PersonRow } from './people.js';
import { usePersonActions } from './use-person-actions.js';

export function UserRow({ person }: { person: PersonRow }) {
  const { show, call } = usePersonActions();
  const { id, username, displayName, status, lastSeenAt } = person;
  const seen = status === 'OFFLINE' && lastSeenAt ? `Last seen ${momentInWords(lastSeenAt)}` : undefined;
  const handle = displayName === username ? undefined : `@${username}`;
  return (
    <li className="row" data-testid="user-row" data-username={username} data-status={status}>
      <button type="button" className="row-open" data-testid="person" onClick={() => show(id)}>
        <span className="avatar-place">
          <Avatar name={displayName} userId={id} />
          <span className={`dot dot-${status.toLowerCase()}`} />
        </span>
        <span className="row-text">
          <span className="row-name" dir="auto">
            {displayName}
          </span>
          <span className="hint">{[handle, seen ?? STATUS_WORDS[status]].filter(Boolean).join(' · ')}</span>
        </span>
      </button>
      <button
        type="button"
        className="button-round"
        aria-label={`Call ${displayName}`}
        title="Audio call"
        data-testid="call-audio"
        onClick={() => call(person, 'audio')}
      >
        <PhoneIcon />
      </button>
      <button
        type="button"
        className="button-round"
        aria-label={`Video call ${displayName}`}
        title="Video call"
        data-testid="call-video"
        onClick={() => call(person, 'video')}
      >
        <CameraIcon />
      </button>
    </li>
  );
}
