import { clsx } from 'clsx';
import { useObservable, useRingline } from '@ringline/react';
import { Avatar } from '../users/avatar.js';
import type { ChatEntry } from './chat-entries.js';
import { RowText } from './row-text.js';
import rows from '../ui/row.module.css';

interface DirectRowProps {
  entry: ChatEntry;
  ownId: string;
  isOpen: boolean;
  onOpen: (slug: string) => void;
}

export function DirectRow({ entry, ownId, isOpen, onOpen }: DirectRowProps) {
  const { presence } = useRingline();
  const { peer } = entry.direct!;
  const { status } = useObservable(presence.list).users.get(peer.id) ?? peer;
  return (
    <li
      className={clsx(rows.row, isOpen && rows.current)}
      data-testid="direct-row"
      data-room={entry.slug}
      data-username={peer.username}
      data-status={status}
    >
      <button
        type="button"
        className={rows.open}
        data-testid="open-chat"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => onOpen(entry.slug)}
      >
        <Avatar name={peer.displayName} userId={peer.id} status={status} />
        <RowText entry={entry} name={peer.displayName} ownId={ownId} otherwise="No messages yet" />
      </button>
    </li>
  );
}
