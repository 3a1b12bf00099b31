import { momentInWords } from '../ui/moments.js';
import { Badge } from '../ui/badge.js';
import { type ChatEntry, lastInWords } from './chat-entries.js';

interface RowTextProps {
  entry: ChatEntry;
  name: string;
  ownId: string;
  /** In the place of a last message. */
  otherwise: string;
}

/** Name and time, then what was said last and how much is unread. */
export function RowText({ entry, name, ownId, otherwise }: RowTextProps) {
  const { last, unread } = entry;
  return (
    <span className="row-text">
      <span className="row-line">
        <span className="row-name" dir="auto">
          {name}
        </span>
        {last && (
          <time className="hint" dateTime={last.createdAt}>
            {momentInWords(last.createdAt)}
          </time>
        )}
      </span>
      <span className="row-line">
        <span
          className={unread > 0 ? 'hint row-last row-unread' : 'hint row-last'}
          data-testid="last-message"
          dir="auto"
        >
          {lastInWords(entry, ownId) || otherwise}
        </span>
        <Badge count={unread} of="unread" testId="unread" />
      </span>
    </span>
  );
}
