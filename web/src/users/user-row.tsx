import { CameraIcon, PhoneIcon } from '../ui/icons.js';
import { momentLabel } from '../ui/moments.js';
import { STATUS_WORDS } from '../presence/status.labels.js';
import { Avatar } from './avatar.js';
import type { PersonRow } from './people.js';
import { usePersonActions } from './use-person-actions.js';
import buttons from '../ui/button.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';

export function UserRow({ person }: { person: PersonRow }) {
  const { show, call } = usePersonActions();
  const { id, username, displayName, status, lastSeenAt } = person;
  const seen = status === 'OFFLINE' && lastSeenAt ? `Last seen ${momentLabel(lastSeenAt)}` : undefined;
  const handle = displayName === username ? undefined : `@${username}`;
  return (
    <li className={rows.row} data-testid="user-row" data-username={username} data-status={status}>
      <button type="button" className={rows.open} data-testid="person" onClick={() => show(id)}>
        <Avatar name={displayName} userId={id} status={status} />
        <span className={rows.text}>
          <span className={rows.name} dir="auto">
            {displayName}
          </span>
          <span className={texts.hint}>
            {[handle, seen ?? STATUS_WORDS[status]].filter(Boolean).join(' · ')}
          </span>
        </span>
      </button>
      <button
        type="button"
        className={buttons.round}
        aria-label={`Call ${displayName}`}
        title="Audio call"
        data-testid="call-audio"
        onClick={() => call(person, 'audio')}
      >
        <PhoneIcon />
      </button>
      <button
        type="button"
        className={buttons.round}
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
