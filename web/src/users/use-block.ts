import { useEffect, useState } from 'react';
import { useRingline } from '@ringline/react';

/** Whether the user has blocked another; undefined until it is known. */
export function useBlock(userId: string, enabled: boolean) {
  const { users } = useRingline();
  const [isBlocked, setBlocked] = useState<boolean>();

  useEffect(() => {
    if (!enabled) return;
    let current = true;
    const look = async () => {
      for (let cursor: string | undefined; ;) {
        const { items, nextCursor } = await users.blocked({ cursor });
        const isAmong = items.some(({ user }) => user.id === userId);
        if (isAmong || !nextCursor) return isAmong;
        cursor = nextCursor;
      }
    };
    look().then(
      (answer) => current && setBlocked(answer),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [users, userId, enabled]);

  const change = async (next: boolean) => {
    await (next ? users.block(userId) : users.unblock(userId));
    setBlocked(next);
  };
  return { isBlocked, change };
}
