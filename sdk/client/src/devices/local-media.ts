import { RinglineError } from '../platform/ringline.error.js';
import { hasMediaDevices, mediaDevices } from '../platform/secure-only.js';
import type { ChosenDevices } from './devices.memory.js';

type Media = 'audio' | 'video';

/** Whether `openMedia` will not stop at a permission prompt. */
export async function mayCapture(media: Media): Promise<boolean> {
  const names = media === 'video' ? ['microphone', 'camera'] : ['microphone'];
  try {
    const asked = names.map((name) => navigator.permissions.query({ name: name as PermissionName }));
    return (await Promise.all(asked)).every(({ state }) => state === 'granted');
  } catch {
    return false;
  }
}

/** A video call without a camera goes ahead with sound; without a microphone there is no call. */
export async function openMedia(media: Media, chosen: ChosenDevices): Promise<MediaStream> {
  if (media === 'video') {
    const both = await capture(chosen, (devices) => ({
      audio: microphone(devices),
      video: camera(devices),
    })).catch(() => undefined);
    if (both) return both;
  }
  return capture(chosen, (devices) => ({ audio: microphone(devices) }));
}

export async function openMicrophone(chosen: ChosenDevices): Promise<MediaStreamTrack> {
  const stream = await capture(chosen, (devices) => ({ audio: microphone(devices) }));
  return stream.getAudioTracks()[0]!;
}

export async function openCamera(chosen: ChosenDevices): Promise<MediaStreamTrack> {
  const stream = await capture(chosen, (devices) => ({ video: camera(devices) }));
  return stream.getVideoTracks()[0]!;
}

/** @returns undefined when the user closed the browser's dialog */
export async function openScreen(): Promise<MediaStreamTrack | undefined> {
  try {
    const stream = await mediaDevices().getDisplayMedia({ video: true });
    const [track] = stream.getVideoTracks();
    // Text stays sharp when the connection is slow; the frame rate suffers.
    track!.contentHint = 'detail';
    return track;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'NotAllowedError') return undefined;
    throw refused(cause, { code: 'screen_failed', message: 'The screen could not be shared.' });
  }
}

export function mayShareScreen(): boolean {
  return hasMediaDevices() && 'getDisplayMedia' in mediaDevices();
}

function microphone({ microphone: id }: ChosenDevices): MediaTrackConstraints | true {
  return id ? { deviceId: { exact: id } } : true;
}

function camera({ camera: id }: ChosenDevices): MediaTrackConstraints {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  return id ? { ...size, deviceId: { exact: id } } : { ...size, facingMode: 'user' };
}

/** DOMException names of getUserMedia (W3C Media Capture and Streams, section 10.2). */
const REFUSALS: Record<string, { code: string; message: string }> = {
  NotAllowedError: {
    code: 'media_not_allowed',
    message: 'The browser may not use the microphone or camera. Allow it in the address bar and try again.',
  },
  NotFoundError: {
    code: 'media_not_found',
    message: 'No microphone or camera was found.',
  },
  NotReadableError: {
    code: 'media_in_use',
    message: 'The microphone or camera is in use by another program.',
  },
};

/** A chosen device that is missing by now is replaced by the browser's choice. */
async function capture(
  chosen: ChosenDevices,
  constraints: (devices: ChosenDevices) => MediaStreamConstraints,
): Promise<MediaStream> {
  const devices = mediaDevices();
  try {
    return await devices.getUserMedia(constraints(chosen)).catch((cause: unknown) => {
      if (!(cause instanceof Error) || cause.name !== 'OverconstrainedError') throw cause;
      return devices.getUserMedia(constraints({}));
    });
  } catch (cause) {
    throw refused(cause, { code: 'media_failed', message: 'The microphone or camera did not start.' });
  }
}

function refused(cause: unknown, otherwise: { code: string; message: string }): RinglineError {
  const facts = REFUSALS[cause instanceof Error ? cause.name : ''] ?? otherwise;
  return new RinglineError({ ...facts, retryable: false }, { cause });
}
