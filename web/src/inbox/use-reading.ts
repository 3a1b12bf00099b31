import { useEffect } from 'react';
import { useObservable, useRingline } from '@ringline/react';
import { useOpenRoom } from '../rooms/use-open-room.js';
import { useVisible } from '../ui/use-visible.js';

/**
 * Messages in the open chat are read while the page is visible; the unread count stands in the page's title.
 * @param isShown whether the open chat is what this page shows
 */
export function useReading(isShown: boolean) {
  const { inbox } = useRingline();
  const open = useOpenRoom();
  const unread = useObservable(inbox.state);
  const isVisible = useVisible();
  const room = isShown && isVisible ? (open?.room ?? null) : null;

  useEffect(() => inbox.open(room), [inbox, room]);
  useEffect(() => {
    document.title = unread.total > 0 ? `(${unread.total}) Ringline` : 'Ringline';
    return () => {
      document.title = 'Ringline';
    };
  }, [unread.total]);
  return unread;
}
