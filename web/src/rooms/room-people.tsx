import { clsx } from 'clsx';
import { useState } from 'react';
import type { RoomView } from '@ringline/client';
import { PeopleIcon } from '../ui/icons.js';
import { Modal } from '../ui/modal.js';
import { MembersSection } from './members-section.js';
import buttons from '../ui/button.module.css';
import dialogs from '../ui/dialog.module.css';
import styles from './rooms.module.css';

/** For members who do not moderate: the other members, and leaving the room. */
export function RoomPeople({ room }: { room: RoomView }) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button
        type="button"
        className={buttons.icon}
        data-testid="room-people"
        aria-label={`Members of ${room.name}`}
        title="Members"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <PeopleIcon />
      </button>
      {isOpen && (
        <Modal
          className={clsx(dialogs.dialog, dialogs.wide)}
          labelledBy="room-people-title"
          testId="people-dialog"
          onClose={close}
        >
          <h2 id="room-people-title" tabIndex={-1}>
            Members of <bdi>{room.name}</bdi>
          </h2>
          <div className={styles.people}>
            <MembersSection room={room} onDone={() => undefined} />
          </div>
          <button type="button" className={buttons.quiet} data-testid="people-close" onClick={close}>
            Close
          </button>
        </Modal>
      )}
    </>
  );
}
