/** Tones made by the browser itself, so that nothing has to be loaded before it can ring. */

interface Cadence {
  /** Heard together, in hertz. */
  frequencies: readonly number[];
  onMs: number;
  offMs: number;
  /** 0 to 1. */
  volume: number;
}

export const RINGTONE: Cadence = { frequencies: [587, 740], onMs: 900, offMs: 1_600, volume: 0.14 };
/** The caller's ringback tone (ITU-T E.180: 425 Hz). */
export const RINGBACK: Cadence = { frequencies: [425], onMs: 1_000, offMs: 4_000, volume: 0.05 };

const GESTURES = ['pointerdown', 'keydown'] as const;
const FADE_S = 0.03;

/** Rings until the returned function is called. Until the user has interacted with the page, browsers keep it silent. */
export function startTone(cadence: Cadence): () => void {
  const context = new AudioContext();
  const loudness = new GainNode(context, { gain: 0 });
  loudness.connect(context.destination);
  for (const frequency of cadence.frequencies) {
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(loudness);
    oscillator.start();
  }
  const sound = () => burst(loudness.gain, context.currentTime, cadence);
  sound();
  const timer = setInterval(sound, cadence.onMs + cadence.offMs);
  const wake = () => void context.resume().catch(() => undefined);
  if (context.state === 'suspended') wake();
  for (const gesture of GESTURES) addEventListener(gesture, wake);
  return () => {
    clearInterval(timer);
    for (const gesture of GESTURES) removeEventListener(gesture, wake);
    void context.close();
  };
}

/** Fades in and out, or it would click. */
function burst(gain: AudioParam, at: number, { onMs, volume }: Cadence): void {
  const end = at + onMs / 1000;
  gain.setValueAtTime(0, at);
  gain.linearRampToValueAtTime(volume, at + FADE_S);
  gain.setValueAtTime(volume, end - FADE_S);
  gain.linearRampToValueAtTime(0, end);
}
