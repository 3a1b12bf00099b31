import { clsx } from 'clsx';
import { useState } from 'react';
import { type ChatRoom, type Message, RinglineError, type RoomView } from '@ringline/client';
import { momentLabel } from '../ui/moments.js';
import { Pictures } from '../media/pictures.js';
import { Avatar } from '../users/avatar.js';
import { usePersonActions } from '../users/use-person-actions.js';
import { EditForm } from './edit-form.js';
import { MessageActs } from './message-acts.js';
import texts from '../ui/text.module.css';
import styles from './message-item.module.css';

interface MessageItemProps {
  chat: ChatRoom;
  message: Message;
  /** The message it replies to, if that is loaded. */
  original?: Message;
  isOwn: boolean;
  /** The user jumped to it. */
  isFound: boolean;
  room: RoomView;
  /** Continues the message before it, of the same author. */
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
      className={clsx(styles.message, continues && styles.continues)}
      tabIndex={-1}
      data-testid="message"
      data-seq={message.seq}
      data-author={author.username}
      data-found={isFound}
    >
      {!continues && <Avatar className={styles.avatar} name={author.displayName} userId={author.id} />}
      <div className={styles.body}>
        <div className={clsx(styles.head, continues && styles.headSmall)}>
          <button
            type="button"
            className={styles.author}
            data-testid="message-author"
            dir="auto"
            onClick={() => show(author.id)}
          >
            {author.displayName}
          </button>
          <time dateTime={createdAt} className={texts.hint}>
            {momentLabel(createdAt)}
            {editedAt && ' · edited'}
          </time>
        </div>
        {replyTo && (
          <p className={clsx(styles.original, texts.hint)} data-testid="message-original">
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
              className={clsx(styles.text, text === null && texts.hint)}
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
        {error && <p className={texts.error}>{error.message}</p>}
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
