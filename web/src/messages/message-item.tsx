import { useState } from 'react';
import type { Message } from '../../../src/messages/messages.protocol.js';
import type { RoomView } from '../../../src/rooms/rooms.protocol.js';
import { momentInWords } from '../app/moments.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { ChatRoom } from './chat-room.js';
import { EditForm } from './edit-form.js';

const QUICK = ['👍', '❤️', '😂', '🎉'];

interface MessageItemProps {
  chat: ChatRoom;
  message: Message;
  /** What it answers, if that is loaded. */
  original?: Message;
  isOwn: boolean;
  room: RoomView;
  onReply: () => void;
}

export function MessageItem({ chat, message, original, isOwn, room, onReply }: MessageItemProps) {
  const [isEditing, setEditing] = useState(false);
  const [error, setError] = useState<RinglineError>();
  const { author, text, createdAt, editedAt, replyTo, reactions = [] } = message;
  const attempt = (work: Promise<unknown>) =>
    void work.then(() => setError(undefined)).catch((cause: unknown) => setError(RinglineError.from(cause)));
  const mayDelete = isOwn || room.may.includes('moderate');
  const unused = QUICK.filter((emoji) => !reactions.some((reaction) => reaction.emoji === emoji));
  return (
    <li className="message" data-testid="message" data-seq={message.seq} data-author={author.username}>
      <div className="message-head">
        <strong>{author.displayName}</strong>
        <time dateTime={createdAt} className="hint">
          {momentInWords(createdAt)}
          {editedAt && ' · edited'}
        </time>
      </div>
      {replyTo && (
        <p className="message-original hint">
          {original ? `${original.author.displayName}: ${original.text ?? 'deleted'}` : 'An earlier message'}
        </p>
      )}
      {isEditing && text !== null ? (
        <EditForm
          text={text}
          onSave={(changed) => {
            attempt(chat.edit(message.id, changed));
            setEditing(false);
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <p className={text === null ? 'message-text hint' : 'message-text'} data-testid="message-text">
          {text ?? 'This message was deleted.'}
        </p>
      )}
      {error && <p className="field-error">{error.message}</p>}
      {text !== null && (
        <div className="message-acts">
          {reactions.map(({ emoji, count, mine }) => (
            <button
              key={emoji}
              type="button"
              className="reaction"
              aria-pressed={mine}
              aria-label={`${emoji}, ${count}`}
              onClick={() => attempt(chat.react(message.id, emoji, !mine))}
            >
              {emoji} {count}
            </button>
          ))}
          {room.may.includes('write') && (
            <span className="message-more">
              {unused.map((emoji) => (
                <button
                  key={emoji}
                  type="button"
                  className="reaction"
                  aria-label={`React with ${emoji}`}
                  onClick={() => attempt(chat.react(message.id, emoji, true))}
                >
                  {emoji}
                </button>
              ))}
              <button type="button" className="act" onClick={onReply}>
                Reply
              </button>
              {isOwn && (
                <button type="button" className="act" onClick={() => setEditing(true)}>
                  Edit
                </button>
              )}
              {mayDelete && (
                <button type="button" className="act" onClick={() => attempt(chat.delete(message.id))}>
                  Delete
                </button>
              )}
            </span>
          )}
        </div>
      )}
    </li>
  );
}
