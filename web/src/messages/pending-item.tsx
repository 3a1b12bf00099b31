import { Pictures } from '../media/pictures.js';
import type { ChatRoom, PendingMessage } from '@ringline/client';

interface PendingItemProps {
  chat: ChatRoom;
  message: PendingMessage;
  /** To write it anew. */
  onTakeBack: (message: PendingMessage) => void;
}

/** On its way, or refused. */
export function PendingItem({ chat, message, onTakeBack }: PendingItemProps) {
  const { clientId, text, attachments, error } = message;
  return (
    <li className="message message-pending" data-testid="pending-message">
      <div className="message-body">
        {text !== '' && (
          <p className="message-text" dir="auto">
            {text}
          </p>
        )}
        {attachments && <Pictures pictures={attachments} from="you" />}
        {error ? (
          <div className="message-refused">
            <p className="field-error">Not sent: {error.message}</p>
            <button type="button" className="act" onClick={() => onTakeBack(message)}>
              Edit
            </button>
            <button type="button" className="act" onClick={() => chat.discard(clientId)}>
              Discard
            </button>
          </div>
        ) : (
          <p className="hint">Sending…</p>
        )}
      </div>
    </li>
  );
}
