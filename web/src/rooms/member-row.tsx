import { clsx } from 'clsx';
import { useState } from 'react';
import { mayLeave, mayTouch, type RoomMember, type RoomView } from '@ringline/client';
import { MoreIcon } from '../ui/icons.js';
import { endLabel } from '../ui/moments.js';
import { Avatar } from '../users/avatar.js';
import { usePersonActions } from '../users/use-person-actions.js';
import { MemberActions } from './member-actions.js';
import { moderatesAs } from './room-rights.js';
import { ROLE_WORDS } from './rooms.labels.js';
import buttons from '../ui/button.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';

interface MemberRowProps {
  room: RoomView;
  member: RoomMember;
  mutedUntil?: string;
  isOneself: boolean;
  onDone: (words: string) => Promise<void>;
}

/** A member; the actions on them unfold below. */
export function MemberRow({ room, member, mutedUntil, isOneself, onDone }: MemberRowProps) {
  const { show } = usePersonActions();
  const [isOpen, setOpen] = useState(false);
  const { userId, username, displayName, role, isGuest } = member;
  const isOffered = isOneself ? mayLeave(room.kind, role) : mayTouch(moderatesAs(room), role);
  const facts = [
    ROLE_WORDS[role],
    isOneself && 'you',
    isGuest ? 'guest' : displayName !== username && `@${username}`,
    mutedUntil && `muted until ${endLabel(mutedUntil)}`,
  ];
  return (
    <li
      className={clsx(rows.row, rows.wraps)}
      data-testid="member-row"
      data-username={username}
      data-role={role}
      data-muted={mutedUntil !== undefined}
    >
      <button type="button" className={rows.open} onClick={() => show(userId)}>
        <Avatar name={displayName} userId={userId} />
        <span className={rows.text}>
          <span className={rows.name} dir="auto">
            {displayName}
          </span>
          <span className={texts.hint}>{facts.filter(Boolean).join(' · ')}</span>
        </span>
      </button>
      {isOffered && (
        <button
          type="button"
          className={buttons.icon}
          aria-label={isOneself ? 'Your place in the room' : `Role and moderation: ${displayName}`}
          title={isOneself ? 'Your place in the room' : 'Role and moderation'}
          aria-expanded={isOpen}
          data-testid="member-more"
          onClick={() => setOpen(!isOpen)}
        >
          <MoreIcon />
        </button>
      )}
      {isOpen && (
        <MemberActions
          room={room}
          person={{ id: userId, displayName, isGuest }}
          role={role}
          mutedUntil={mutedUntil}
          onDone={onDone}
        />
      )}
    </li>
  );
}
