import { useCallback, useEffect, useState } from 'react';
import type { ChatRoom, RoomView } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { useOpenRoom } from '../rooms/use-open-room.js';
import { useExpiry } from '../ui/use-expiry.js';

export interface ChatUse {
  open?: { chat: ChatRoom; room: RoomView };
  show: (room: RoomView) => void;
  /** By its slug. */
  go: (slug: string) => Promise<void>;
}

/** The one room whose messages this page shows; its permissions are requested again when they may have changed. */
export function useChat(): ChatUse {
  const { messages, rooms, users, connection } = useRingline();
  const open = useOpenRoom();
  const { welcome } = useObservable(connection.state);
  const changes = useObservable(rooms.changes);
  const blocks = useObservable(users.blocks);
  const [room, setRoom] = useState<RoomView>();
  const pending = useObservable(open?.state)?.pending;
  const refused = pending?.filter(({ error }) => error !== undefined).length;

  const show = useCallback(
    (wanted: RoomView) => {
      setRoom(wanted);
      const shown = messages.state.value.open.at(-1);
      if (shown?.room === wanted.slug) return;
      if (shown) messages.close(shown.room);
      messages.open(wanted.slug);
    },
    [messages],
  );
  const go = useCallback(async (slug: string) => show(await rooms.get(slug)), [rooms, show]);

  const slug = open?.room;
  // The end of a mute is not announced.
  const unmuted = useExpiry(room?.slug === slug ? room?.mutedUntil : undefined);
  useEffect(() => {
    if (!slug) return;
    let current = true;
    rooms.get(slug).then(
      (now) => current && setRoom(now),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [rooms, slug, changes, blocks, refused, unmuted, welcome?.connectionId]);

  return { open: open && room?.slug === slug && room ? { chat: open, room } : undefined, show, go };
}
