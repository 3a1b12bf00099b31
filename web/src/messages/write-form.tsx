import { useRef, type KeyboardEvent } from 'react';
import type { Message } from '../../../src/messages/messages.protocol.js';
import type { ChatRoom } from './chat-room.js';

interface WriteFormProps {
  chat: ChatRoom;
  /** The message that is answered. */
  replied?: Message;
  onDone: () => void;
}

/** Enter sends, Shift and Enter begin a new line. */
export function WriteForm({ chat, replied, onDone }: WriteFormProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    const text = field.current!.value.trim();
    if (text === '') return;
    chat.send(text, replied?.id);
    field.current!.value = '';
    onDone();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && replied) return onDone();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="write"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {replied && (
        <p className="hint write-reply">
          Reply to {replied.author.displayName}
          <button type="button" className="act" onClick={onDone}>
            Not a reply
          </button>
        </p>
      )}
      <textarea
        ref={field}
        rows={1}
        aria-label="Message"
        placeholder="Write a message"
        data-testid="write"
        onChange={() => chat.write()}
        onKeyDown={key}
      />
      <button type="submit" className="button-main" data-testid="send">
        Send
      </button>
    </form>
  );
}
