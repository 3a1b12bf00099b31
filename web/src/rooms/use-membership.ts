import { useCallback, useEffect, useState } from 'react';
import { type Page, RinglineError, type RoomRole, type RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';

interface Membership {
  isKnown: boolean;
  role?: RoomRole;
  mutedUntil?: string;
  error?: RinglineError;
}

/** A user's role in a room, for its moderators. */
export function useMembership({ slug }: RoomView, userId: string) {
  const { rooms } = useRingline();
  const [membership, setMembership] = useState<Membership>({ isKnown: false });
  const look = useCallback(async (): Promise<Membership> => {
    try {
      const wish = (cursor?: string) => ({ limit: 100, cursor });
      const [member, mute] = await Promise.all([
        firstOf(
          (cursor) => rooms.members(slug, wish(cursor)),
          (one) => one.userId === userId,
        ),
        firstOf(
          (cursor) => rooms.mutes(slug, wish(cursor)),
          ({ user }) => user.id === userId,
        ),
      ]);
      return { isKnown: true, role: member?.role, mutedUntil: mute?.until };
    } catch (cause) {
      return { isKnown: false, error: RinglineError.from(cause) };
    }
  }, [rooms, slug, userId]);
  useEffect(() => {
    let current = true;
    void look().then((found) => current && setMembership(found));
    return () => {
      current = false;
    };
  }, [look]);
  const reload = useCallback(async () => setMembership(await look()), [look]);
  return { ...membership, reload };
}

async function firstOf<T>(
  ask: (cursor?: string) => Promise<Page<T>>,
  is: (item: T) => boolean,
): Promise<T | undefined> {
  for (let cursor: string | undefined; ;) {
    const { items, nextCursor } = await ask(cursor);
    const found = items.find(is);
    if (found || !nextCursor) return found;
    cursor = nextCursor;
  }
}
