import type { Message } from '../../../src/messages/messages.protocol.js';
import type { RoomView } from '../../../src/rooms/rooms.protocol.js';
import type { ChatRoom } from './chat-room.js';

const QUICK = ['👍', '❤️', '😂', '🎉'];

interface MessageActsProps {
  chat: ChatRoom;
  message: Message;
  isOwn: boolean;
  room: RoomView;
  onReply: () => void;
  onEdit: () => void;
  attempt: (work: Promise<unknown>) => void;
}

/** Who liked it how, and what one can do with a message. */
export function MessageActs({ chat, message, isOwn, room, onReply, onEdit, attempt }: MessageActsProps) {
  const { id, reactions = [] } = message;
  const mayDelete = isOwn || room.may.includes('moderate');
  const unused = QUICK.filter((emoji) => !reactions.some((reaction) => reaction.emoji === emoji));
  return (
    <>
      {reactions.length > 0 && (
        <div className="message-reactions">
          {reactions.map(({ emoji, count, mine }) => (
            <button
              key={emoji}
              type="button"
              className="reaction"
              aria-pressed={mine}
              aria-label={`${emoji}, ${count}`}
              onClick={() => attempt(chat.react(id, emoji, !mine))}
            >
              {emoji} {count}
            </button>
          ))}
        </div>
      )}
      {room.may.includes('write') && (
        <div className="message-more">
          {unused.map((emoji) => (
            <button
              key={emoji}
              type="button"
              className="act"
              aria-label={`React with ${emoji}`}
              onClick={() => attempt(chat.react(id, emoji, true))}
            >
              {emoji}
            </button>
          ))}
          <button type="button" className="act" onClick={onReply}>
            Reply
          </button>
          {isOwn && (
            <button type="button" className="act" onClick={onEdit}>
              Edit
            </button>
          )}
          {mayDelete && (
            <button type="button" className="act" onClick={() => attempt(chat.delete(id))}>
              Delete
            </button>
          )}
        </div>
      )}
    </>
  );
}
