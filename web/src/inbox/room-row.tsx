import { clsx } from 'clsx';
import { useState } from 'react';
import type { RoomView } from '@ringline/client';
import { HeadphonesIcon, LockIcon, PersonPlusIcon, RoomIcon } from '../ui/icons.js';
import { ManageRoom } from '../moderation/manage-room.js';
import { InviteForm } from '../rooms/invite-form.js';
import type { ChatEntry } from './chat-entries.js';
import { RowText } from './row-text.js';
import buttons from '../ui/button.module.css';
import rows from '../ui/row.module.css';

interface RoomRowProps {
  entry: ChatEntry;
  ownId: string;
  isOpen: boolean;
  /** Whether this page is in its voice channel. */
  isIn: boolean;
  onJoinVoice: (room: RoomView) => void;
  onShow: (room: RoomView) => void;
}

export function RoomRow({ entry, ownId, isOpen, isIn, onJoinVoice, onShow }: RoomRowProps) {
  const room = entry.room!;
  const [isInviting, setInviting] = useState(false);
  const facts = [room.kind === 'private' && 'Private', room.role && `You are ${room.role}`];
  const otherwise = facts.filter(Boolean).join(' · ') || 'Open to everybody';
  return (
    <li
      className={clsx(rows.row, rows.wraps, isOpen && rows.current)}
      data-testid="room-row"
      data-room={room.slug}
    >
      <button
        type="button"
        className={rows.open}
        data-testid="open-chat"
        aria-current={isOpen ? 'true' : undefined}
        disabled={!room.hasChat}
        onClick={() => onShow(room)}
      >
        <span className={rows.sign}>{room.kind === 'private' ? <LockIcon /> : <RoomIcon />}</span>
        <RowText entry={entry} name={room.name} ownId={ownId} otherwise={otherwise} />
      </button>
      {room.kind === 'private' && room.may.includes('moderate') && (
        <button
          type="button"
          className={buttons.icon}
          aria-label={`Add somebody to ${room.name}`}
          title="Add somebody"
          aria-expanded={isInviting}
          data-testid="invite"
          onClick={() => setInviting(!isInviting)}
        >
          <PersonPlusIcon />
        </button>
      )}
      {/* Otherwise it is in the head of the chat. */}
      {!room.hasChat && room.may.includes('moderate') && <ManageRoom room={room} />}
      {room.may.includes('speak') && (
        <button
          type="button"
          className={buttons.icon}
          data-testid="join-voice"
          aria-label={
            isIn ? `You are in the voice channel of ${room.name}` : `Join the voice channel of ${room.name}`
          }
          title={isIn ? 'You are in' : 'Join voice'}
          disabled={isIn}
          onClick={() => onJoinVoice(room)}
        >
          <HeadphonesIcon />
        </button>
      )}
      {isInviting && <InviteForm room={room} onDone={() => setInviting(false)} />}
    </li>
  );
}
