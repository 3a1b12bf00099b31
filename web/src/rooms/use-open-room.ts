import type { ChatRoom } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';

/** The room whose messages this page shows: it opens one at a time. */
export function useOpenRoom(): ChatRoom | undefined {
  return useObservable(useRingline().messages.state).open.at(-1);
}
