import { clsx } from 'clsx';
import { Pictures } from '../media/pictures.js';
import type { ChatRoom, PendingMessage } from '@ringline/client';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './message-item.module.css';

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
    <li className={clsx(styles.message, styles.pending)} data-testid="pending-message">
      <div className={styles.body}>
        {text !== '' && (
          <p className={styles.text} dir="auto">
            {text}
          </p>
        )}
        {attachments && <Pictures pictures={attachments} from="you" isPending />}
        {error ? (
          <div className={styles.refused}>
            <p className={texts.error} data-testid="refused-because">
              Not sent: {error.message}
            </p>
            <button type="button" className={buttons.act} onClick={() => onTakeBack(message)}>
              Edit
            </button>
            <button type="button" className={buttons.act} onClick={() => chat.discard(clientId)}>
              Discard
            </button>
          </div>
        ) : (
          <p className={texts.hint}>Sending…</p>
        )}
      </div>
    </li>
  );
}
