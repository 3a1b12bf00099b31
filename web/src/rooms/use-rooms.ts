import { useCallback, useEffect, useState } from 'react';
import { PUBLIC_ROOM_SLUG, RinglineError, type Rooms, type RoomView } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { useExpiry } from '../ui/use-expiry.js';

interface RoomsState {
  /** The public room first. */
  rooms?: RoomView[];
  error?: RinglineError;
}

/** The user's rooms, requested anew whenever the connection (re)opens, the user's roles change, or `again` is called. */
export function useRooms(): RoomsState & { again: () => void } {
  const { rooms, connection } = useRingline();
  const { welcome } = useObservable(connection.state);
  const changes = useObservable(rooms.changes);
  const [state, setState] = useState<RoomsState>({});
  const [asked, setAsked] = useState(0);
  const mutes = state.rooms?.flatMap(({ mutedUntil }) => mutedUntil ?? []);
  const unmuted = useExpiry(mutes?.sort()[0]);
  const again = useCallback(() => setAsked((times) => times + 1), []);

  useEffect(() => {
    let current = true;
    Promise.all([publicRoom(rooms), rooms.list()]).then(
      ([first, { items }]) => {
        const others = items.filter(({ slug }) => slug !== PUBLIC_ROOM_SLUG);
        if (current) setState({ rooms: first ? [first, ...others] : others });
      },
      (cause: unknown) => {
        if (current) setState((held) => ({ ...held, error: RinglineError.from(cause) }));
      },
    );
    return () => {
      current = false;
    };
  }, [rooms, welcome?.connectionId, changes, asked, unmuted]);

  return { ...state, again };
}

/** Undefined for users banned from it: they have their other rooms. */
async function publicRoom(rooms: Rooms): Promise<RoomView | undefined> {
  try {
    return await rooms.public();
  } catch (cause) {
    if (RinglineError.from(cause).code === 'permission_denied') return undefined;
    throw cause;
  }
}
