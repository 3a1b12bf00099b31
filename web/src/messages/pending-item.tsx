import { Pictures } from '../media/pictures.js';
import type { ChatRoom, PendingMessage } from './chat-room.js';

/** On its way, or refused. */
export function PendingItem({ chat, message }: { chat: ChatRoom; message: PendingMessage }) {
  const { clientId, text, attachments, error } = message;
  return (
    <li className="message message-pending" data-testid="pending-message">
      {text !== '' && <p className="message-text">{text}</p>}
      {attachments && <Pictures pictures={attachments} from="you" />}
      <p className={error ? 'field-error' : 'hint'}>{error ? error.message : 'Sending…'}</p>
      {error && (
        <button type="button" className="act" onClick={() => chat.discard(clientId)}>
          Discard
        </button>
      )}
    </li>
  );
}
