import { clsx } from 'clsx';
import { useLayoutEffect, useRef } from 'react';
import type { ChatRoom, PendingMessage, RoomView } from '@ringline/client';
import { useObservable } from '@ringline/react';
import { DownIcon } from '../ui/icons.js';
import { continues } from './message-groups.js';
import { MessageItem } from './message-item.js';
import { PendingItem } from './pending-item.js';
import { useScrollAnchor } from './use-scroll-anchor.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './room-chat.module.css';

interface MessagesPaneProps {
  chat: ChatRoom;
  room: RoomView;
  ownId: string;
  /** The number of a message to look at; another object jumps again. */
  target?: { seq: number };
  onReply: (messageId: string) => void;
  /** To write it anew. */
  onTakeBack: (message: PendingMessage) => void;
}

/** The messages: the latest at the bottom, or a piece of the past. */
export function MessagesPane({ chat, room, ownId, target, onReply, onTakeBack }: MessagesPaneProps) {
  const state = useObservable(chat.state);
  const past = useObservable(chat.past.state);
  const { messages, hasOlder } = past ?? state;
  const pending = past ? [] : state.pending;
  const { list, keepPlace, toEnd, toMessage, isAtEnd } = useScrollAnchor(
    // A message that is refused grows by the reason.
    messages.length + pending.length + pending.filter(({ error }) => error).length,
    !past,
  );
  const goneTo = useRef<{ seq: number }>(undefined);
  const awaitsPresent = useRef(false);

  useLayoutEffect(() => {
    if (target && target !== goneTo.current && toMessage(target.seq)) goneTo.current = target;
    if (!past && awaitsPresent.current) toEnd();
    awaitsPresent.current = false;
  }, [target, toMessage, toEnd, messages, past]);

  const loadOlder = () => {
    keepPlace();
    void (past ? chat.past : chat).loadOlder().catch(() => undefined);
  };
  const toPresent = () => {
    awaitsPresent.current = true;
    chat.past.leave();
    toEnd();
  };
  return (
    <div className={styles.place}>
      <ol
        className={styles.messages}
        data-testid="messages"
        ref={list}
        tabIndex={0}
        aria-label={`Messages in ${room.name}`}
      >
        {hasOlder && (
          <li>
            <button type="button" className={buttons.quiet} data-testid="older" onClick={loadOlder}>
              Older messages
            </button>
          </li>
        )}
        {messages.length === 0 && state.status === 'joined' && (
          <li className={texts.empty}>No messages yet.</li>
        )}
        {messages.map((message, at) => (
          <MessageItem
            key={message.id}
            chat={chat}
            message={message}
            original={messages.find(({ id }) => id === message.replyTo?.id)}
            isOwn={message.author.id === ownId}
            isFound={message.seq === target?.seq}
            room={room}
            continues={continues(message, messages[at - 1])}
            onReply={() => onReply(message.id)}
          />
        ))}
        {past && (
          <li>
            <button
              type="button"
              className={buttons.quiet}
              data-testid="newer"
              onClick={() => void chat.past.loadNewer().catch(() => undefined)}
            >
              Newer messages
            </button>
          </li>
        )}
        {pending.map((message) => (
          <PendingItem key={message.clientId} chat={chat} message={message} onTakeBack={onTakeBack} />
        ))}
      </ol>
      {(past || !isAtEnd) && (
        <button
          type="button"
          className={clsx(buttons.round, styles.toPresent)}
          aria-label="To the latest messages"
          title="To the latest messages"
          data-testid="to-present"
          onClick={toPresent}
        >
          <DownIcon />
        </button>
      )}
    </div>
  );
}
