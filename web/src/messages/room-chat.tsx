import { useState } from 'react';
import type { RoomView } from '../../../src/rooms/rooms.protocol.js';
import { ErrorNotice } from '../app/error-notice.js';
import { BackIcon } from '../app/icons.js';
import { useObservable, useRingline } from '../app/ringline.context.js';
import type { ChatRoom } from './chat-room.js';
import { MessageItem } from './message-item.js';
import { continues } from './message-list.js';
import { PendingItem } from './pending-item.js';
import { useKeptPlace } from './use-kept-place.js';
import { WriteForm } from './write-form.js';
import { writersInWords } from './messages.words.js';

interface RoomChatProps {
  chat: ChatRoom;
  room: RoomView;
  ownId: string;
}

/** A room's messages, the latest at the bottom. */
export function RoomChat({ chat, room, ownId }: RoomChatProps) {
  const { messages: client } = useRingline();
  const state = useObservable(chat.state);
  const [replyTo, setReplyTo] = useState<string>();
  const { list, keepPlace } = useKeptPlace(state.messages.length + state.pending.length);
  const replied = state.messages.find(({ id }) => id === replyTo);

  const loadOlder = () => {
    keepPlace();
    void chat.loadOlder().catch(() => undefined);
  };
  return (
    <section className="card chat" aria-labelledby="chat-title" data-testid="chat" data-status={state.status}>
      <div className="chat-head">
        <button
          type="button"
          className="button-icon chat-close"
          data-testid="chat-close"
          aria-label="Close the chat"
          onClick={() => client.close()}
        >
          <BackIcon />
        </button>
        <h2 id="chat-title">{room.name}</h2>
      </div>
      <ErrorNotice error={state.error} />
      <ol className="messages" ref={list} tabIndex={0} aria-label={`Messages in ${room.name}`}>
        {state.hasOlder && (
          <li>
            <button type="button" className="button-quiet" data-testid="older" onClick={loadOlder}>
              Older messages
            </button>
          </li>
        )}
        {state.messages.length === 0 && state.status === 'joined' && <li className="empty">Nothing yet.</li>}
        {state.messages.map((message, at) => (
          <MessageItem
            key={message.id}
            chat={chat}
            message={message}
            original={state.messages.find(({ id }) => id === message.replyTo?.id)}
            isOwn={message.author.id === ownId}
            room={room}
            continues={continues(message, state.messages[at - 1])}
            onReply={() => setReplyTo(message.id)}
          />
        ))}
        {state.pending.map((message) => (
          <PendingItem key={message.clientId} chat={chat} message={message} />
        ))}
      </ol>
      <p className="hint chat-typing" role="status" data-testid="typing">
        {state.status === 'away' ? 'Reconnecting…' : writersInWords(state.typing)}
      </p>
      {room.may.includes('write') ? (
        <WriteForm chat={chat} replied={replied} onDone={() => setReplyTo(undefined)} />
      ) : (
        <p className="hint">You may read here, but not write.</p>
      )}
    </section>
  );
}
