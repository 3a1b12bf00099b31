import { useEffect, useRef } from 'react';
import { useObservable, useRingline } from '@ringline/react';

interface StreamVideoProps {
  className?: string;
  stream?: MediaStream;
  /** There is no picture, but maybe sound. */
  isOff?: boolean;
  /** The user's own voice is not played back. */
  muted?: boolean;
  testId: string;
}

/** Plays a stream, with its sound; a stream without a picture still sounds. */
export function StreamVideo({ className, isOff = false, stream, muted = false, testId }: StreamVideoProps) {
  const ref = useRef<HTMLVideoElement>(null);
  const { speaker = '' } = useObservable(useRingline().devices.state).chosen;
  useEffect(() => {
    const video = ref.current!;
    video.srcObject = stream ?? null;
    return () => {
      video.srcObject = null;
    };
  }, [stream]);
  useEffect(() => {
    // A speaker that is pulled out at this moment leaves the sound with the system's.
    if ('setSinkId' in ref.current!) ref.current.setSinkId(speaker).catch(() => undefined);
  }, [speaker]);
  return (
    <video
      ref={ref}
      className={className}
      autoPlay
      playsInline
      muted={muted}
      data-testid={testId}
      data-off={isOff}
    />
  );
}
