import { useState } from 'react';
import { ErrorNotice } from '../app/error-notice.js';
import { CameraIcon, HangUpIcon, MicrophoneIcon } from '../app/icons.js';
import { Modal } from '../app/modal.js';
import { useRingline } from '../app/ringline.context.js';
import { Avatar } from '../users/avatar.js';
import type { ActiveCall } from './active-call.js';
import type { ActiveCallState } from './call.state.js';
import { ShortAuthView } from '../signaling/short-auth-view.js';
import { phaseInWords } from './call.words.js';
import { CallClock } from './call-clock.js';
import { StreamVideo } from './stream-video.js';

/** Answered: the other side's picture and sound, the own preview and the controls. */
export function InCall({ call, state }: { call: ActiveCall; state: ActiveCallState }) {
  const { calls } = useRingline();
  const [switching, setSwitching] = useState(false);
  const { person, muted, camera, connection, remoteVideo, connectedAt } = state;
  const steady = state.phase === 'connected' && !state.peerLost;

  const toggleCamera = async () => {
    setSwitching(true);
    await call.setCamera(!camera);
    setSwitching(false);
  };

  return (
    <Modal className="stage" labelledBy="call-title" testId="in-call">
      <StreamVideo
        className={remoteVideo ? 'remote' : 'remote remote-off'}
        stream={state.remoteStream}
        testId="remote-media"
      />
      {!remoteVideo && <Avatar name={person.displayName} large />}
      <header className="stage-head">
        <h2 id="call-title" tabIndex={-1}>
          {person.displayName}
        </h2>
        <p
          role="status"
          data-testid="call-state"
          data-state={connection}
          className={steady ? 'visually-hidden' : 'pulse'}
        >
          {phaseInWords(state)}
        </p>
        {connectedAt && <CallClock since={connectedAt} />}
        <ShortAuthView proof={state.shortAuth} name={person.displayName} />
        <ErrorNotice error={state.error} />
      </header>
      {camera && <StreamVideo className="preview" stream={state.localStream} muted testId="local-video" />}
      <div className="controls" role="group" aria-label="Call controls">
        <button
          type="button"
          className="button-control"
          aria-pressed={muted}
          aria-label={muted ? 'Unmute' : 'Mute'}
          title={muted ? 'Unmute' : 'Mute'}
          data-testid="mute"
          onClick={() => call.setMuted(!muted)}
        >
          <MicrophoneIcon off={muted} />
        </button>
        <button
          type="button"
          className="button-control"
          aria-pressed={!camera}
          aria-label={camera ? 'Turn the camera off' : 'Turn the camera on'}
          title={camera ? 'Turn the camera off' : 'Turn the camera on'}
          data-testid="camera"
          disabled={switching}
          onClick={() => void toggleCamera()}
        >
          <CameraIcon off={!camera} />
        </button>
        <button
          type="button"
          className="button-control button-danger"
          aria-label="Hang up"
          title="Hang up"
          data-testid="hangup"
          onClick={() => void calls.hangup()}
        >
          <HangUpIcon />
        </button>
      </div>
    </Modal>
  );
}
