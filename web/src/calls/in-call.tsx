import { clsx } from 'clsx';
import { ErrorNotice } from '../ui/error-notice.js';
import { Modal } from '../ui/modal.js';
import { QualityView } from './quality-view.js';
import { ShortAuthView } from './short-auth-view.js';
import { useAudioLevel } from '../devices/use-audio-level.js';
import { Avatar } from '../users/avatar.js';
import type { ActiveCall, ActiveCallState, Person } from '@ringline/client';
import { CallClock } from './call-clock.js';
import { CallControls } from './call-controls.js';
import { phaseLabel } from './call.labels.js';
import { StreamVideo } from '../devices/stream-video.js';
import texts from '../ui/text.module.css';
import styles from './in-call.module.css';

/** Answered: the other side's picture and sound, the own preview and the controls. */
export function InCall({ call, state }: { call: ActiveCall; state: ActiveCallState }) {
  const { person, camera, screen, connection, remoteVideo, connectedAt } = state;
  const steady = state.phase === 'connected' && !state.peerLost;

  return (
    <Modal className={styles.stage} labelledBy="call-title" testId="in-call">
      <StreamVideo
        className={styles.remote}
        isOff={!remoteVideo}
        stream={state.remoteStream}
        testId="remote-media"
      />
      {!remoteVideo && <SpeakingAvatar person={person} stream={steady ? state.remoteStream : undefined} />}
      <header className={styles.head}>
        <h2 id="call-title" tabIndex={-1}>
          <bdi>{person.displayName}</bdi>
        </h2>
        <p
          role="status"
          data-testid="call-state"
          data-state={connection}
          data-phase={state.phase}
          className={steady ? texts.visuallyHidden : texts.pulse}
        >
          {phaseLabel(state)}
        </p>
        {connectedAt && <CallClock since={connectedAt} />}
        <QualityView quality={steady ? state.quality : undefined} />
        <ShortAuthView proof={state.shortAuth} name={person.displayName} />
        <ErrorNotice error={state.error} />
      </header>
      {(camera || screen) && (
        <figure className={clsx(styles.preview, !screen && styles.mirror)}>
          <StreamVideo className={styles.picture} stream={state.localStream} muted testId="local-video" />
          {screen && <figcaption role="status">You share your screen</figcaption>}
        </figure>
      )}
      <CallControls call={call} state={state} />
    </Modal>
  );
}

/** A ring around a speaker without a picture. */
function SpeakingAvatar({ person, stream }: { person: Person; stream?: MediaStream }) {
  const level = useAudioLevel(stream);
  return (
    <span className={clsx(styles.speaker, level > 0.1 && styles.speaks)}>
      <Avatar name={person.displayName} userId={person.id} size="large" />
    </span>
  );
}
