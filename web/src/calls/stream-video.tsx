import { useEffect, useRef } from 'react';

interface StreamVideoProps {
  className: string;
  stream?: MediaStream;
  /** One's own voice is not played back. */
  muted?: boolean;
  testId: string;
}

/** Plays a stream, with its sound; a stream without a picture still sounds. */
export function StreamVideo({ className, stream, muted = false, testId }: StreamVideoProps) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current!;
    video.srcObject = stream ?? null;
    return () => {
      video.srcObject = null;
    };
  }, [stream]);
  return <video ref={ref} className={className} autoPlay playsInline muted={muted} data-testid={testId} />;
}
