import { clsx } from 'clsx';
import { SEARCH_MAX_LENGTH } from '@ringline/client';
import { ErrorNotice } from '../ui/error-notice.js';
import { isPressed } from '../ui/keyboard.js';
import { momentLabel } from '../ui/moments.js';
import { TextInput } from '../ui/text-field.js';
import { Avatar } from '../users/avatar.js';
import type { SearchUse } from './use-search.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';
import styles from './search-panel.module.css';

interface SearchPanelProps {
  search: SearchUse;
  roomName: string;
  onFound: (seq: number) => void;
  onClose: () => void;
}

/** Replaces the messages during a search. */
export function SearchPanel({ search, roomName, onFound, onClose }: SearchPanelProps) {
  const { query, setQuery, found, error, isLooking, showMore } = search;
  return (
    <div
      className={styles.search}
      role="search"
      data-testid="chat-search"
      onKeyDown={(event) => isPressed(event, 'Escape') && onClose()}
    >
      <TextInput
        type="search"
        className={forms.search}
        aria-label={`Search in ${roomName}`}
        placeholder="Words, or “a phrase”"
        limit={SEARCH_MAX_LENGTH}
        data-testid="search-query"
        autoFocus
        value={query}
        onChange={({ target }) => setQuery(target.value)}
      />
      <p className={texts.hint} role="status">
        {isLooking ? 'Looking…' : found && inWords(found.messages.length, found.hasMore)}
      </p>
      <ErrorNotice error={error} />
      <ul className={clsx(rows.list, styles.found)}>
        {found?.messages.map(({ seq, author, text, createdAt }) => (
          <li className={rows.row} key={seq}>
            <button
              type="button"
              className={clsx(rows.open, styles.hit)}
              data-testid="found"
              onClick={() => onFound(seq)}
            >
              <Avatar name={author.displayName} userId={author.id} />
              <span className={rows.text}>
                <span className={rows.line}>
                  <span className={rows.name} dir="auto">
                    {author.displayName}
                  </span>
                  <time className={texts.hint} dateTime={createdAt}>
                    {momentLabel(createdAt)}
                  </time>
                </span>
                <span className={styles.foundText} data-testid="found-text" dir="auto">
                  {text}
                </span>
              </span>
            </button>
          </li>
        ))}
        {found?.hasMore && (
          <li>
            <button type="button" className={buttons.quiet} onClick={() => void showMore()}>
              Older ones
            </button>
          </li>
        )}
      </ul>
    </div>
  );
}

function inWords(count: number, hasMore: boolean): string {
  if (count === 0) return 'Nothing found.';
  return `${count}${hasMore ? ' or more' : ''} found, the latest first.`;
}
