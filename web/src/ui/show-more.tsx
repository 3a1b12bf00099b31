import type { Pages } from './use-pages.js';

/** Under a list that comes page by page, while there is more. */
export function ShowMore({ pages, words = 'Show more' }: { pages: Pages<unknown>; words?: string }) {
  if (!pages.hasMore) return null;
  return (
    <button type="button" className="button-quiet" onClick={() => void pages.showMore()}>
      {words}
    </button>
  );
}
