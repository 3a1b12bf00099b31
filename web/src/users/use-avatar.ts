import { useEffect, type RefObject } from 'react';
import { useObservable, useRingline } from '@ringline/react';

/** A user's picture; requested once its place is in view, because lists may be long. */
export function useAvatar(place: RefObject<HTMLElement | null>, userId: string | undefined) {
  const { avatars } = useRingline().users;
  const url = useObservable(avatars.of(userId ?? ''));

  useEffect(() => {
    if (!userId || url !== undefined) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && avatars.ask(userId),
    );
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, [avatars, place, userId, url]);

  return { url: userId ? url : undefined, failed: () => userId && avatars.failed(userId) };
}
