import { useEffect, useState } from 'react';
import type { InvitationPreview, RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { isolated } from '../ui/direction.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { Modal } from '../ui/modal.js';
import { useRequest } from '../ui/use-request.js';
import buttons from '../ui/button.module.css';
import dialogs from '../ui/dialog.module.css';

interface JoinRoomDialogProps {
  token: string;
  onJoined: (room: RoomView) => void;
  onClose: () => void;
}

/** The dialog of an invitation link. The user joins by pressing the button. */
export function JoinRoomDialog({ token, onJoined, onClose }: JoinRoomDialogProps) {
  const { rooms } = useRingline();
  const { busy, error, attempt } = useRequest();
  const [invitation, setInvitation] = useState<InvitationPreview>();
  useEffect(() => {
    void attempt(async () => setInvitation(await rooms.previewInvitation(token)));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each link
  }, [token]);
  const join = () =>
    void attempt(async () => {
      const room = await rooms.acceptInvitation(token);
      onJoined(room);
      onClose();
    });
  return (
    <Modal className={dialogs.dialog} labelledBy="join-title" testId="join-room" onClose={onClose}>
      <h2 id="join-title" tabIndex={-1}>
        {invitation ? `Join ${isolated(invitation.room.name)}?` : 'You are invited'}
      </h2>
      {invitation && (
        <p>
          {invitation.isMember
            ? 'You are in this room already.'
            : `${isolated(invitation.invitedBy.displayName)} invites you as ${invitation.role}.`}
        </p>
      )}
      <ErrorNotice error={error} />
      <div className={dialogs.actions}>
        <button type="button" className={buttons.plain} data-testid="join-room-close" onClick={onClose}>
          {invitation ? 'Not now' : 'Close'}
        </button>
        {invitation && (
          <button
            type="button"
            className={buttons.main}
            data-testid="join-room-accept"
            disabled={busy}
            onClick={join}
          >
            {invitation.isMember ? 'Open room' : 'Join room'}
          </button>
        )}
      </div>
    </Modal>
  );
}
