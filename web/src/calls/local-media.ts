import type { CallMedia } from '../../../src/calls/calls.protocol.js';
import { RinglineError } from '../platform/ringline.error.js';

/** The own microphone and camera. */
export class LocalMedia {
  private constructor(readonly stream: MediaStream) {}

  /** A video call without a camera goes ahead with sound; without a microphone there is no call. */
  static async open(media: CallMedia): Promise<LocalMedia> {
    if (media === 'video') {
      const both = await capture({ audio: true, video: CAMERA }).catch(() => undefined);
      if (both) return new LocalMedia(both);
    }
    return new LocalMedia(await capture({ audio: true }));
  }

  /** Whether `open` will not stop at a permission prompt. */
  static async isAllowed(media: CallMedia): Promise<boolean> {
    const names = media === 'video' ? ['microphone', 'camera'] : ['microphone'];
    try {
      const asked = names.map((name) => navigator.permissions.query({ name: name as PermissionName }));
      return (await Promise.all(asked)).every(({ state }) => state === 'granted');
    } catch {
      return false;
    }
  }

  get hasCamera(): boolean {
    return this.stream.getVideoTracks().some(({ readyState }) => readyState === 'live');
  }

  setMuted(muted: boolean): void {
    for (const track of this.stream.getAudioTracks()) track.enabled = !muted;
  }

  async openCamera(): Promise<MediaStreamTrack> {
    const [track] = (await capture({ video: CAMERA })).getVideoTracks();
    this.stream.addTrack(track!);
    return track!;
  }

  /** Releases the camera, so that its light goes out. */
  closeCamera(): void {
    for (const track of this.stream.getVideoTracks()) {
      track.stop();
      this.stream.removeTrack(track);
    }
  }

  stop(): void {
    for (const track of this.stream.getTracks()) track.stop();
  }
}

const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  facingMode: 'user',
};

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

async function capture(constraints: MediaStreamConstraints): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) {
    const message = 'Browsers allow calls on https:// pages and on localhost only.';
    throw new RinglineError({ code: 'insecure_context', message, retryable: false });
  }
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    const facts = REFUSALS[name] ?? {
      code: 'media_failed',
      message: 'The microphone or camera did not start.',
    };
    throw new RinglineError({ ...facts, retryable: false }, { cause });
  }
}
