import type { SignedIn } from '../../../../src/sessions/sessions.protocol.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Remembered } from './session.memory.js';

/** How a page keeps its session from one visit to the next. Its methods run one at a time across all tabs. */
export interface SessionKeeper {
  /** Whether a session may be left from the last visit. */
  mayBeLeft(): boolean;
  /**
   * Signs in by one of the ways in; the session before is left to end by itself.
   * @returns undefined where the server takes note but lets nobody in yet
   */
  enter(path: string, body: unknown): Promise<SignedIn | undefined>;
  /** @throws RinglineError: `signed_out` when there is no session to go on with */
  refresh(): Promise<SignedIn>;
  /** Forgets the session at once, then tells the server if it can be told; never rejects. */
  leave(): Promise<void>;
  /** The session is over. */
  forget(): void;
  onChangedElsewhere(listener: (session: Remembered | undefined) => void): void;
}

/** The answer of a way in: empty where somebody has to confirm an address first. */
export type Entry = SignedIn | { accessToken?: undefined };

export function signedOut(): RinglineError {
  return new RinglineError({ code: 'signed_out', message: 'Sign in first.', retryable: false });
}
