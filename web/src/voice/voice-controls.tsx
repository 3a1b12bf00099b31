import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { mayShareScreen, type VoiceChannel, type VoiceState } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { CameraIcon, HangUpIcon, HeadphonesIcon, MicrophoneIcon } from '../ui/icons.js';
import buttons from '../ui/button.module.css';
import styles from './voice.module.css';

export function VoiceControls({ channel, own }: { channel: VoiceChannel; own: VoiceState }) {
  const { voice } = useRingline();
  return (
    <div className={styles.controls} role="group" aria-label="Voice controls">
      <Toggle
        isOff={own.muted}
        label={own.muted ? 'Unmute' : 'Mute'}
        testId="voice-mute"
        onClick={() => channel.setMuted(!own.muted)}
      >
        <MicrophoneIcon off={own.muted} />
      </Toggle>
      <Toggle
        isOff={own.deafened}
        label={own.deafened ? 'Listen again' : 'Stop listening'}
        testId="voice-deafen"
        onClick={() => channel.setDeafened(!own.deafened)}
      >
        <HeadphonesIcon off={own.deafened} />
      </Toggle>
      <Toggle
        isOff={!own.camera}
        label={own.camera ? 'Turn the camera off' : 'Turn the camera on'}
        testId="voice-camera"
        onClick={() => void channel.setCamera(!own.camera)}
      >
        <CameraIcon off={!own.camera} />
      </Toggle>
      {mayShareScreen() && (
        <button
          type="button"
          className={buttons.plain}
          aria-pressed={own.screen}
          data-testid="voice-screen"
          onClick={() => void channel.shareScreen(!own.screen)}
        >
          {own.screen ? 'Stop sharing' : 'Share screen'}
        </button>
      )}
      <button
        type="button"
        className={clsx(buttons.round, buttons.danger)}
        aria-label="Leave the voice channel"
        title="Leave the voice channel"
        data-testid="voice-leave"
        onClick={() => void voice.leave()}
      >
        <HangUpIcon />
      </button>
    </div>
  );
}

interface ToggleProps {
  isOff: boolean;
  label: string;
  testId: string;
  onClick: () => void;
  children: ReactNode;
}

function Toggle({ isOff, label, testId, onClick, children }: ToggleProps) {
  return (
    <button
      type="button"
      className={buttons.round}
      aria-pressed={isOff}
      aria-label={label}
      title={label}
      data-testid={testId}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
