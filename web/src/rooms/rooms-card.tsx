import { useState } from 'react';
import type { RoomView } from '../../../src/rooms/rooms.protocol.js';
import type { OwnUser } from '../../../src/users/users.protocol.js';
import { ErrorNotice } from '../app/error-notice.js';
import { InviteForm } from './invite-form.js';
import { NewRoomForm } from './new-room-form.js';
import { useRooms } from './use-rooms.js';

interface RoomsCardProps {
  user: OwnUser;
  /** The room whose voice channel this page is in. */
  voiceRoom?: string;
  onJoinVoice: (room: RoomView) => void;
  onShow: (room: RoomView) => void;
}

/** The public room and one's own; from here one reads them and joins their voice channels. */
export function RoomsCard({ user, voiceRoom, onJoinVoice, onShow }: RoomsCardProps) {
  const { rooms, error, again } = useRooms();
  const [isMaking, setMaking] = useState(false);
  return (
    <section className="card rooms" aria-labelledby="rooms-title">
      <div className="card-head">
        <h2 id="rooms-title">Rooms</h2>
        {!user.isGuest && (
          <button
            type="button"
            className="button-quiet"
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
      <ul className="rows">
        {rooms?.map((room) => (
          <RoomRow
            key={room.id}
            room={room}
            isIn={room.slug === voiceRoom}
            onJoinVoice={onJoinVoice}
            onShow={onShow}
          />
        ))}
      </ul>
    </section>
  );
}

interface RoomRowProps {
  room: RoomView;
  isIn: boolean;
  onJoinVoice: (room: RoomView) => void;
  onShow: (room: RoomView) => void;
}

function RoomRow({ room, isIn, onJoinVoice, onShow }: RoomRowProps) {
  const [isInviting, setInviting] = useState(false);
  const facts = [room.kind === 'private' && 'Private', room.role && `You are ${room.role}`];
  return (
    <li className="row row-wraps" data-testid="room-row" data-room={room.slug}>
      <div className="row-text">
        <span className="row-name">{room.name}</span>
        <span className="hint">{facts.filter(Boolean).join(' · ') || 'Open to everybody'}</span>
      </div>
      {room.kind === 'private' && room.may.includes('moderate') && (
        <button
          type="button"
          className="button-quiet"
          aria-expanded={isInviting}
          data-testid="invite"
          onClick={() => setInviting(!isInviting)}
        >
          {isInviting ? 'Close' : 'Add somebody'}
        </button>
      )}
      {room.hasChat && (
        <button
          type="button"
          className="button-plain"
          data-testid="open-chat"
          aria-label={`Read ${room.name}`}
          onClick={() => onShow(room)}
        >
          Read
        </button>
      )}
      {room.may.includes('speak') && (
        <button
          type="button"
          className="button-plain"
          data-testid="join-voice"
          aria-label={`Join the voice channel of ${room.name}`}
          disabled={isIn}
          onClick={() => onJoinVoice(room)}
        >
          {isIn ? 'You are in' : 'Join voice'}
        </button>
      )}
      {isInviting && <InviteForm room={room} onDone={() => setInviting(false)} />}
    </li>
  );
}
