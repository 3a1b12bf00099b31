/**
 * Features that browsers restrict to secure contexts (https:// and localhost), as far as this code uses them, and their
 * fallbacks.
 */
import { RinglineError } from './ringline.error.js';

/** @throws `insecure_context` on a page that came over plain http */
export function mediaDevices(): MediaDevices {
  if (hasMediaDevices()) return navigator.mediaDevices;
  const message =
    'Calls and voice channels need a secure page: browsers give the microphone to https:// and to localhost only.';
  throw new RinglineError({ code: 'insecure_context', message, retryable: false });
}

export function hasMediaDevices(): boolean {
  return 'mediaDevices' in navigator;
}

/** Undefined where this tab has to do with itself. */
export function locks(): LockManager | undefined {
  return 'locks' in navigator ? navigator.locks : undefined;
}

/** Undefined where the browser does not compute it. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // Absent in an insecure context, whatever its type says.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  return subtle && new Uint8Array(await subtle.digest('SHA-256', bytes));
}
