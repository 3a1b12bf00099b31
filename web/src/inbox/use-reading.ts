import { useEffect } from 'react';
import { useObservable, useRingline } from '@ringline/react';
import { useOpenRoom } from '../rooms/use-open-room.js';
import { useVisible } from '../ui/use-visible.js';

/**
 * What the open chat gets is read while somebody can see it; how much is unread stands in the page's title.
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
