import type { PublicUser } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { momentInWords } from '../ui/moments.js';
import { STATUS_WORDS } from '../presence/status-words.js';

/** "Online" or "Last seen yesterday 14:03", as presence knows it now. */
export function PresenceLine({ person }: { person: Pick<PublicUser, 'id' | 'status' | 'lastSeenAt'> }) {
  const { presence } = useRingline();
  const { status, lastSeenAt } = useObservable(presence.list).users.get(person.id) ?? person;
  if (status === 'OFFLINE' && lastSeenAt) return <>Last seen {momentInWords(lastSeenAt)}</>;
  return (
    <>
      <span className={`dot dot-line dot-${status.toLowerCase()}`} /> {STATUS_WORDS[status]}
    </>
  );
}
