import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type DirectChat, type OwnUser, RinglineError } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { useOpenRoom } from '../rooms/use-open-room.js';
import { useRooms } from '../rooms/use-rooms.js';
import { chatEntries, withDirect } from './chat-entries.js';

/** Rooms and direct threads with their latest message and number of unread ones. */
export function useChats(user: OwnUser) {
  const { inbox, messages } = useRingline();
  const { rooms, error, again } = useRooms();
  const directs = useDirectChats(!user.isGuest);
  const { byRoom } = useObservable(inbox.state);
  const latest = useObservable(messages.latest);
  useLatestOf(
    rooms?.filter(({ hasChat, may }) => hasChat && may.includes('read')).map(({ slug }) => slug),
    byRoom,
  );
  const entries = useMemo(
    () => rooms && chatEntries(rooms, directs.chats, latest, byRoom),
    [rooms, directs.chats, latest, byRoom],
  );
  return { entries, error: error ?? directs.error, again };
}

/** Requested anew whenever the connection (re)opens and when the user blocks someone; events report changes between. */
function useDirectChats(enabled: boolean) {
  const { inbox, connection, users } = useRingline();
  const { welcome } = useObservable(connection.state);
  const open = useOpenRoom();
  const blocks = useObservable(users.blocks);
  const [chats, setChats] = useState<DirectChat[]>([]);
  const [error, setError] = useState<RinglineError>();
  /** A thread that this page has opened first is in no list yet. */
  const unlisted = open?.room.startsWith('direct-') && !chats.some(({ room }) => room === open.room);

  const ask = useCallback(async () => (await inbox.chats()).items, [inbox]);
  useEffect(() => {
    if (!enabled) return;
    let current = true;
    ask().then(
      (items) => current && setChats(items),
      (cause: unknown) => current && setError(RinglineError.from(cause)),
    );
    return () => {
      current = false;
    };
  }, [ask, enabled, welcome?.connectionId, blocks, unlisted]);
  useEffect(() => inbox.on('item', (item) => setChats((held) => withDirect(held, item))), [inbox]);
  return { chats, error };
}

/** Requests a room's latest message at first, and again when the unread count there changes. */
function useLatestOf(slugs: string[] = [], unread: Readonly<Record<string, number>>) {
  const { messages, connection } = useRingline();
  const { welcome } = useObservable(connection.state);
  const asked = useRef(new Map<string, string>());
  useEffect(() => {
    for (const slug of slugs) {
      const occasion = `${welcome?.connectionId} ${unread[slug] ?? 0}`;
      if (asked.current.get(slug) === occasion) continue;
      asked.current.set(slug, occasion);
      messages.askLatest(slug).catch(() => undefined);
    }
  }, [messages, slugs, unread, welcome?.connectionId]);
}
