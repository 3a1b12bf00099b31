import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import type { RoomView, ThreadPeer } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { BackIcon, CameraIcon, PhoneIcon } from '../ui/icons.js';
import { Avatar } from '../users/avatar.js';
import { PresenceLine } from '../users/presence-line.js';
import { usePersonActions } from '../users/use-person-actions.js';
import buttons from '../ui/button.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';
import styles from './room-chat.module.css';

/** The chat's name, the way back, and calls to the peer of a direct thread. */
export function ChatHead({ room, children }: { room: RoomView; children: ReactNode }) {
  const { messages } = useRingline();
  return (
    <div className={styles.head}>
      <button
        type="button"
        className={buttons.icon}
        data-testid="chat-close"
        aria-label="Close the chat"
        onClick={() => messages.close(room.slug)}
      >
        <BackIcon />
      </button>
      {room.peer ? (
        <PeerHead peer={room.peer} />
      ) : (
        <h2 id="chat-title" dir="auto">
          {room.name}
        </h2>
      )}
      {children}
    </div>
  );
}

function PeerHead({ peer }: { peer: ThreadPeer }) {
  const { show, call } = usePersonActions();
  const isGone = peer.username === '';
  return (
    <>
      <button
        type="button"
        className={clsx(rows.open, styles.peer)}
        data-testid="chat-peer"
        disabled={isGone}
        onClick={() => show(peer.id)}
      >
        <Avatar name={peer.displayName} userId={isGone ? undefined : peer.id} size="small" />
        <span className={rows.text}>
          <h2 id="chat-title" dir="auto">
            {peer.displayName}
          </h2>
          {!isGone && (
            <span className={texts.hint}>
              <PresenceLine person={peer} />
            </span>
          )}
        </span>
      </button>
      {!isGone && !peer.isBlocked && (
        <>
          <button
            type="button"
            className={buttons.icon}
            aria-label={`Call ${peer.displayName}`}
            onClick={() => call(peer, 'audio')}
          >
            <PhoneIcon />
          </button>
          <button
            type="button"
            className={buttons.icon}
            aria-label={`Video call ${peer.displayName}`}
            onClick={() => call(peer, 'video')}
          >
            <CameraIcon />
          </button>
        </>
      )}
    </>
  );
}
