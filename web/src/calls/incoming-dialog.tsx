import { clsx } from 'clsx';
import { HangUpIcon, PhoneIcon } from '../ui/icons.js';
import { Modal } from '../ui/modal.js';
import type { IncomingCall } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { Avatar } from '../users/avatar.js';
import { useRinging } from './use-ringing.js';
import dialogs from '../ui/dialog.module.css';
import texts from '../ui/text.module.css';
import styles from './call-dialog.module.css';

/** An incoming call: accept or decline. */
export function IncomingDialog({
  incoming,
  onError,
}: {
  incoming: IncomingCall;
  onError: (e: unknown) => void;
}) {
  const { calls } = useRingline();
  const { call, caller } = incoming;
  const crossed = calls.active?.state.value.person.id === caller.id;
  useRinging(call.id, caller.displayName);

  return (
    <Modal className={dialogs.dialog} labelledBy="incoming-title" testId="incoming">
      <Avatar name={caller.displayName} userId={caller.id} size="large" />
      <h2 id="incoming-title" tabIndex={-1}>
        <bdi>{caller.displayName}</bdi>
      </h2>
      <p className={texts.pulse}>is calling you{call.media === 'video' ? ' with video' : ''}…</p>
      {calls.active && !crossed && <p className={texts.hint}>Accepting ends your current call.</p>}
      <div className={dialogs.actions}>
        <button
          type="button"
          className={clsx(styles.button, styles.decline)}
          data-testid="decline"
          onClick={() => void calls.decline(call.id).catch(onError)}
        >
          <HangUpIcon />
          Decline
        </button>
        <button
          type="button"
          className={clsx(styles.button, styles.accept)}
          data-testid="accept"
          onClick={() => void calls.accept(call.id).catch(onError)}
        >
          <PhoneIcon />
          Accept
        </button>
      </div>
    </Modal>
  );
}
