import { clsx } from 'clsx';
import { momentLabel } from '../ui/moments.js';
import { Badge } from '../ui/badge.js';
import { type ChatEntry, lastLabel } from './chat-entries.js';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';

interface RowTextProps {
  entry: ChatEntry;
  name: string;
  ownId: string;
  /** In the place of a last message. */
  otherwise: string;
}

/** Name and time, then the latest message and the number of unread ones. */
export function RowText({ entry, name, ownId, otherwise }: RowTextProps) {
  const { last, unread } = entry;
  return (
    <span className={rows.text}>
      <span className={rows.line}>
        <span className={rows.name} data-testid="row-name" dir="auto">
          {name}
        </span>
        {last && (
          <time className={texts.hint} dateTime={last.createdAt}>
            {momentLabel(last.createdAt)}
          </time>
        )}
      </span>
      <span className={rows.line}>
        <span
          className={clsx(texts.hint, rows.last, unread > 0 && rows.unread)}
          data-testid="last-message"
          dir="auto"
        >
          {lastLabel(entry, ownId) || otherwise}
        </span>
        <Badge count={unread} of="unread" testId="unread" />
      </span>
    </span>
  );
}
