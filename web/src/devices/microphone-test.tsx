import { useEffect, useState } from 'react';
import { ErrorNotice } from '../ui/error-notice.js';
import { openMicrophone, RinglineError } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { useAudioLevel } from './use-audio-level.js';
import buttons from '../ui/button.module.css';
import styles from './devices.module.css';

/** Shows how loud the chosen microphone is; it is open only while it is tried. */
export function MicrophoneTest() {
  const { devices } = useRingline();
  const { microphone } = useObservable(devices.state).chosen;
  const [trying, setTrying] = useState(false);
  const [stream, setStream] = useState<MediaStream>();
  const [error, setError] = useState<RinglineError>();
  const level = useAudioLevel(stream);

  useEffect(() => {
    if (!trying) return;
    let over = false;
    let track: MediaStreamTrack | undefined;
    const open = async () => {
      try {
        track = await openMicrophone({ microphone });
        if (over) return track.stop();
        setStream(new MediaStream([track]));
        await devices.refresh();
      } catch (cause) {
        setError(RinglineError.from(cause));
        setTrying(false);
      }
    };
    void open();
    return () => {
      over = true;
      track?.stop();
      setStream(undefined);
    };
  }, [devices, microphone, trying]);

  return (
    <div className={styles.microphoneTest}>
      <button
        type="button"
        className={buttons.plain}
        aria-pressed={trying}
        data-testid="microphone-test"
        onClick={() => {
          setError(undefined);
          setTrying(!trying);
        }}
      >
        {trying ? 'Stop the test' : 'Test the microphone'}
      </button>
      {trying && <meter min={0} max={1} value={level} aria-label="Loudness" data-testid="microphone-level" />}
      <ErrorNotice error={error} />
    </div>
  );
}
