import { useState } from 'react';
import type { OwnUser, RoomView } from '@ringline/client';
import { ErrorNotice } from '../ui/error-notice.js';
import { NewRoomForm } from '../rooms/new-room-form.js';
import { DirectRow } from './direct-row.js';
import { RoomRow } from './room-row.js';
import { useChats } from './use-chats.js';
import buttons from '../ui/button.module.css';
import cards from '../ui/card.module.css';
import rows from '../ui/row.module.css';

interface ChatsCardProps {
  user: OwnUser;
  /** The slug of the chat that is shown. */
  openRoom?: string;
  /** The room whose voice channel this page is in. */
  voiceRoom?: string;
  onJoinVoice: (room: RoomView) => void;
  onShow: (room: RoomView) => void;
  onOpen: (slug: string) => void;
}

/** The public room, the user's rooms and direct threads, ordered by their latest message. */
export function ChatsCard({ user, openRoom, voiceRoom, onJoinVoice, onShow, onOpen }: ChatsCardProps) {
  const { entries, error, again } = useChats(user);
  const [isMaking, setMaking] = useState(false);
  return (
    <section className={cards.card} aria-labelledby="chats-title">
      <div className={cards.head}>
        <h2 id="chats-title">Chats</h2>
        {!user.isGuest && (
          <button
            type="button"
            className={buttons.quiet}
            data-testid="new-room"
            aria-expanded={isMaking}
            onClick={() => setMaking(!isMaking)}
          >
            {isMaking ? 'Close' : 'New room'}
          </button>
        )}
      </div>
      <ErrorNotice error={error} />
      {isMaking && (
        <NewRoomForm
          onMade={() => {
            setMaking(false);
            again();
          }}
        />
      )}
      <ul className={rows.list}>
        {entries?.map((entry) =>
          entry.direct ? (
            <DirectRow
              key={entry.slug}
              entry={entry}
              ownId={user.id}
              isOpen={entry.slug === openRoom}
              onOpen={onOpen}
            />
          ) : (
            <RoomRow
              key={entry.slug}
              entry={entry}
              ownId={user.id}
              isOpen={entry.slug === openRoom}
              isIn={entry.slug === voiceRoom}
              onJoinVoice={onJoinVoice}
              onShow={onShow}
            />
          ),
        )}
      </ul>
    </section>
  );
}
