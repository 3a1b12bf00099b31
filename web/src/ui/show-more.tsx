import type { Pages } from './use-pages.js';
import buttons from './button.module.css';

/** Under a list that comes page by page, while there is more. */
export function ShowMore({ pages, words = 'Show more' }: { pages: Pages<unknown>; words?: string }) {
  if (!pages.hasMore) return null;
  return (
    <button type="button" className={buttons.quiet} onClick={() => void pages.showMore()}>
      {words}
    </button>
  );
}
