import { useState } from 'react';
import { type ChatRoom, type Message, RinglineError, type RoomView } from '@ringline/client';
import { momentInWords } from '../ui/moments.js';
import { Pictures } from '../media/pictures.js';
import { Avatar } from '../users/avatar.js';
import { usePersonActions } from '../users/use-person-actions.js';
import { EditForm } from './edit-form.js';
import { MessageActs } from './message-acts.js';

interface MessageItemProps {
  chat: ChatRoom;
  message: Message;
  /** What it answers, if that is loaded. */
  original?: Message;
  isOwn: boolean;
  /** Somebody jumped to it. */
  isFound: boolean;
  room: RoomView;
  /** Says more of what the same person has just said. */
  continues: boolean;
  onReply: () => void;
}

export function MessageItem(props: MessageItemProps) {
  const { chat, message, original, isOwn, isFound, room, continues, onReply } = props;
  const { show } = usePersonActions();
  const [isEditing, setEditing] = useState(false);
  const [error, setError] = useState<RinglineError>();
  const { author, text, createdAt, editedAt, replyTo, attachments } = message;
  const attempt = (work: Promise<unknown>) =>
    void work.then(() => setError(undefined)).catch((cause: unknown) => setError(RinglineError.from(cause)));
  return (
    <li
      className={`message${continues ? ' message-continues' : ''}${isFound ? ' message-found' : ''}`}
      tabIndex={-1}
      data-testid="message"
      data-seq={message.seq}
      data-author={author.username}
    >
      {!continues && <Avatar name={author.displayName} userId={author.id} />}
      <div className="message-body">
        <div className={continues ? 'message-head message-head-small' : 'message-head'}>
          <button type="button" className="message-author" dir="auto" onClick={() => show(author.id)}>
            {author.displayName}
          </button>
          <time dateTime={createdAt} className="hint">
            {momentInWords(createdAt)}
            {editedAt && ' · edited'}
          </time>
        </div>
        {replyTo && (
          <p className="message-original hint">
            {original ? (
              <>
                <bdi>{original.author.displayName}</bdi>: <bdi>{textOf(original)}</bdi>
              </>
            ) : (
              'An earlier message'
            )}
          </p>
        )}
        {isEditing && text !== null ? (
          <EditForm
            text={text}
            mayBeEmpty={attachments !== undefined}
            onSave={(changed) => {
              attempt(chat.edit(message.id, changed));
              setEditing(false);
            }}
            onCancel={() => setEditing(false)}
          />
        ) : (
          text !== '' && (
            <p
              className={text === null ? 'message-text hint' : 'message-text'}
              dir="auto"
              data-testid="message-text"
            >
              {text ?? 'This message was deleted.'}
            </p>
          )
        )}
        {attachments && (
          <Pictures
            pictures={attachments}
            from={author.displayName}
            onLost={() => void chat.renew(message).catch(() => undefined)}
          />
        )}
        {error && <p className="field-error">{error.message}</p>}
        {text !== null && (
          <MessageActs
            chat={chat}
            message={message}
            isOwn={isOwn}
            room={room}
            onReply={onReply}
            onEdit={() => setEditing(true)}
            attempt={attempt}
          />
        )}
      </div>
    </li>
  );
}

function textOf({ text }: Message): string {
  return text === '' ? 'a picture' : (text ?? 'deleted');
}
