import { useState } from 'react';
import type { NewRoomInvitation, RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { copied } from '../ui/clipboard.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { useRequest } from '../ui/use-request.js';
import { InvitationView } from './invitation-view.js';
import buttons from '../ui/button.module.css';
import styles from './rooms.module.css';

/** Makes a link into a room and copies it; where the browser copies nothing it is there to be copied by hand. */
export function InvitationLinkMaker({ room }: { room: RoomView }) {
  const { rooms } = useRingline();
  const { busy, error, attempt } = useRequest();
  const [made, setMade] = useState<NewRoomInvitation>();
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void attempt(async () => {
      const invitation = made ?? (await rooms.invite(room.slug));
      setMade(invitation);
      setCopied(await copied(invitation.link));
    });
  return (
    <div className={styles.link}>
      <button
        type="button"
        className={buttons.plain}
        data-testid="copy-invitation"
        disabled={busy}
        onClick={copy}
      >
        Copy invitation link
      </button>
      {made && <InvitationView made={made} isCopied={isCopied} />}
      <ErrorNotice error={error} />
    </div>
  );
}
