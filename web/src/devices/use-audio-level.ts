import { useEffect, useState } from 'react';
import { SoundLevel } from '@ringline/client';

const EVERY_MS = 100;
/** Full scale for a voice: about -20 dBFS. */
const LOUD = 0.1;

/** How loud a stream is now, 0 to 1 in steps of a tenth. */
export function useAudioLevel(stream: MediaStream | undefined): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!stream || stream.getAudioTracks().length === 0) return;
    const sound = new SoundLevel(stream);
    const measure = () => setLevel(Math.min(10, Math.round((sound.value / LOUD) * 10)) / 10);
    const timer = setInterval(measure, EVERY_MS);
    return () => {
      clearInterval(timer);
      sound.close();
      setLevel(0);
    };
  }, [stream]);
  return level;
}
