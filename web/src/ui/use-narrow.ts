import { useSyncExternalStore } from 'react';

/** As in the media queries of the style sheets: one thing at a time, with tabs at the bottom. */
const NARROW = matchMedia('(max-width: 759px)');

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => NARROW.matches);
}

function subscribe(listener: () => void): () => void {
  NARROW.addEventListener('change', listener);
  return () => NARROW.removeEventListener('change', listener);
}
