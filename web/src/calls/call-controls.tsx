import { clsx } from 'clsx';
import { useState, type ReactNode } from 'react';
import { CameraIcon, HangUpIcon, MicrophoneIcon, ScreenIcon, SlidersIcon } from '../ui/icons.js';
import { isPressed } from '../ui/keyboard.js';
import { type ActiveCall, type ActiveCallState, mayShareScreen } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { DevicePickers } from '../devices/device-pickers.js';
import styles from './call-controls.module.css';

/** Microphone, camera, screen, devices, and the way out. */
export function CallControls({ call, state }: { call: ActiveCall; state: ActiveCallState }) {
  const { calls } = useRingline();
  const { muted, camera, screen } = state;
  const [busy, setBusy] = useState(false);
  const [choosing, setChoosing] = useState(false);

  const change = async (step: Promise<void>) => {
    setBusy(true);
    await step;
    setBusy(false);
  };

  return (
    <div className={styles.place} onKeyDown={(event) => isPressed(event, 'Escape') && setChoosing(false)}>
      {choosing && (
        <div className={styles.panel} role="group" aria-label="Devices" id="call-devices">
          <DevicePickers />
        </div>
      )}
      <div className={styles.controls} role="group" aria-label="Call controls">
        <Control
          testId="mute"
          label={muted ? 'Unmute' : 'Mute'}
          pressed={muted}
          onClick={() => call.setMuted(!muted)}
        >
          <MicrophoneIcon off={muted} />
        </Control>
        <Control
          testId="camera"
          label={camera ? 'Turn the camera off' : 'Turn the camera on'}
          pressed={!camera}
          busy={busy}
          onClick={() => void change(call.setCamera(!camera))}
        >
          <CameraIcon off={!camera} />
        </Control>
        {mayShareScreen() && (
          <Control
            testId="screen"
            label={screen ? 'Stop sharing the screen' : 'Share the screen'}
            pressed={screen}
            busy={busy}
            onClick={() => void change(screen ? call.stopSharing() : call.shareScreen())}
          >
            <ScreenIcon off={screen} />
          </Control>
        )}
        <Control
          testId="devices"
          label="Devices"
          expanded={choosing}
          controls="call-devices"
          onClick={() => setChoosing(!choosing)}
        >
          <SlidersIcon />
        </Control>
        <Control testId="hangup" label="Hang up" danger onClick={() => void calls.hangup()}>
          <HangUpIcon />
        </Control>
      </div>
    </div>
  );
}

interface ControlProps {
  testId: string;
  label: string;
  onClick: () => void;
  children: ReactNode;
  pressed?: boolean;
  expanded?: boolean;
  /** The id of the element that it opens. */
  controls?: string;
  busy?: boolean;
  danger?: boolean;
}

/** While busy it keeps the focus, which a disabled button would lose. */
function Control({ testId, label, onClick, children, ...given }: ControlProps) {
  return (
    <button
      type="button"
      className={clsx(styles.control, given.danger && styles.danger)}
      aria-label={label}
      title={label}
      aria-pressed={given.pressed}
      aria-expanded={given.expanded}
      aria-controls={given.expanded ? given.controls : undefined}
      aria-disabled={given.busy}
      data-testid={testId}
      onClick={() => given.busy || onClick()}
    >
      {children}
    </button>
  );
}
