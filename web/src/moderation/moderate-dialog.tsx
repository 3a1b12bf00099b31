import { clsx } from 'clsx';
import { useState } from 'react';
import type { MessageAuthor, RoomView } from '@ringline/client';
import { Modal } from '../ui/modal.js';
import { PersonRoomActions } from '../rooms/person-actions.js';
import buttons from '../ui/button.module.css';
import dialogs from '../ui/dialog.module.css';

interface ModerateDialogProps {
  room: RoomView;
  person: MessageAuthor;
  onClose: () => void;
}

/** Moderation of the author of a message. */
export function ModerateDialog({ room, person, onClose }: ModerateDialogProps) {
  const [said, setSaid] = useState('');
  return (
    <Modal
      className={clsx(dialogs.dialog, dialogs.wide)}
      labelledBy="moderate-title"
      testId="moderate-dialog"
      onClose={onClose}
    >
      <h2 id="moderate-title" tabIndex={-1}>
        <bdi>{person.displayName}</bdi> in <bdi>{room.name}</bdi>
      </h2>
      <PersonRoomActions room={room} person={person} onDone={setSaid} />
      <p role="status" data-testid="moderate-said">
        {said}
      </p>
      <button type="button" className={buttons.quiet} data-testid="moderate-close" onClick={onClose}>
        Close
      </button>
    </Modal>
  );
}
