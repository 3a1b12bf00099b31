import { clsx } from 'clsx';
import type { PublicUser } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { momentLabel } from '../ui/moments.js';
import { STATUS_WORDS } from '../presence/status.labels.js';
import dots from '../ui/dot.module.css';

/** "Online" or "Last seen yesterday 14:03", as presence knows it now. */
export function PresenceLine({ person }: { person: Pick<PublicUser, 'id' | 'status' | 'lastSeenAt'> }) {
  const { presence } = useRingline();
  const { status, lastSeenAt } = useObservable(presence.list).users.get(person.id) ?? person;
  if (status === 'OFFLINE' && lastSeenAt) return <>Last seen {momentLabel(lastSeenAt)}</>;
  return (
    <>
      <span className={clsx(dots.dot, dots.line)} data-status={status} /> {STATUS_WORDS[status]}
    </>
  );
}
