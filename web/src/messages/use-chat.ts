import { useCallback, useEffect, useState } from 'react';
import type { RoomView } from '../../../src/rooms/rooms.protocol.js';
import { useObservable, useRingline } from '../app/ringline.context.js';
import { usePassed } from '../app/use-passed.js';
import { Observable } from '../platform/observable.js';
import type { ChatRoom, ChatRoomState } from './chat-room.js';

const NOTHING = new Observable<undefined>(undefined);

export interface ChatUse {
  open?: { chat: ChatRoom; room: RoomView };
  show: (room: RoomView) => void;
  /** By its slug. */
  go: (slug: string) => Promise<void>;
}

/** The room whose messages this page shows; what one may do there is asked anew when it may have changed. */
export function useChat(): ChatUse {
  const { messages, rooms, users, connection } = useRingline();
  const { open } = useObservable(messages.state);
  const { welcome } = useObservable(connection.state);
  const changes = useObservable(rooms.changes);
  const blocks = useObservable(users.blocks);
  const [room, setRoom] = useState<RoomView>();
  const pending = useObservable<ChatRoomState | undefined>(open?.state ?? NOTHING)?.pending;
  const refused = pending?.filter(({ error }) => error !== undefined).length;

  const show = useCallback(
    (wanted: RoomView) => {
      setRoom(wanted);
      if (messages.state.value.open?.room !== wanted.slug) messages.open(wanted.slug);
    },
    [messages],
  );
  const go = useCallback(async (slug: string) => show(await rooms.get(slug)), [rooms, show]);

  const slug = open?.room;
  // The end of a mute is not told.
  const unmuted = usePassed(room?.slug === slug ? room?.mutedUntil : undefined);
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
