import { clsx } from 'clsx';
import { useCallback, useState } from 'react';
import type { RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ShieldIcon } from '../ui/icons.js';
import { usePages } from '../ui/use-pages.js';
import { ManageRoomDialog } from './manage-room-dialog.js';
import buttons from '../ui/button.module.css';
import dots from '../ui/dot.module.css';
import styles from './manage-room.module.css';

interface ManageRoomProps {
  room: RoomView;
  onJump?: (seq: number) => void;
}

/** For users who may moderate: opens the management dialog, with a dot when reports wait. */
export function ManageRoom({ room, onJump }: ManageRoomProps) {
  const { moderation } = useRingline();
  const { slug } = room;
  const [isOpen, setOpen] = useState(false);
  const reports = usePages(
    useCallback(
      (cursor?: string) => moderation.reports(slug, { status: 'open', cursor }),
      [moderation, slug],
    ),
  );
  const waiting = reports.items?.length ?? 0;
  return (
    <>
      <button
        type="button"
        className={clsx(buttons.icon, styles.open)}
        data-testid="manage-room"
        aria-label={waiting > 0 ? `Manage ${room.name}: open reports` : `Manage ${room.name}`}
        title="Manage room"
        aria-haspopup="dialog"
        onClick={() => {
          setOpen(true);
          void reports.reload();
        }}
      >
        <ShieldIcon />
        {waiting > 0 && <span className={clsx(dots.dot, dots.new, styles.dot)} data-testid="reports-wait" />}
      </button>
      {isOpen && (
        <ManageRoomDialog
          room={room}
          reports={reports}
          onClose={() => setOpen(false)}
          onJump={
            onJump &&
            ((seq) => {
              setOpen(false);
              onJump(seq);
            })
          }
        />
      )}
    </>
  );
}
