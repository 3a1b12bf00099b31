import { clsx } from 'clsx';
import { useEffect } from 'react';
import { HangUpIcon } from '../ui/icons.js';
import { Modal } from '../ui/modal.js';
import type { ActiveCallState } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { Avatar } from '../users/avatar.js';
import { phaseLabel } from './call.labels.js';
import { RINGBACK, startTone } from './ringtone.js';
import { StreamVideo } from '../devices/stream-video.js';
import dialogs from '../ui/dialog.module.css';
import texts from '../ui/text.module.css';
import styles from './call-dialog.module.css';

/** It rings over there; cancel here. */
export function OutgoingDialog({ state }: { state: ActiveCallState }) {
  const { calls } = useRingline();
  const rings = state.phase === 'ringing';
  useEffect(() => (rings ? startTone(RINGBACK) : undefined), [rings]);
  return (
    <Modal className={dialogs.dialog} labelledBy="outgoing-title" testId="outgoing">
      {state.camera ? (
        <StreamVideo className={styles.preview} stream={state.localStream} muted testId="local-video" />
      ) : (
        <Avatar name={state.person.displayName} userId={state.person.id} size="large" />
      )}
      <h2 id="outgoing-title" tabIndex={-1}>
        <bdi>{state.person.displayName}</bdi>
      </h2>
      <p className={texts.pulse} role="status" data-testid="call-phase" data-phase={state.phase}>
        {phaseLabel(state)}
      </p>
      <div className={dialogs.actions}>
        <button
          type="button"
          className={clsx(styles.button, styles.decline)}
          data-testid="hangup"
          onClick={() => void calls.hangup()}
        >
          <HangUpIcon />
          Cancel
        </button>
      </div>
    </Modal>
  );
}
