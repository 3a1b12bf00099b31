import type { SignedIn } from '../protocol.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Remembered } from './session.memory.js';

/** How a page keeps its session from one visit to the next. Its methods run one at a time across all tabs. */
export interface SessionKeeper {
  /** Whether a session may be left from the last visit. */
  mayBeLeft(): boolean;
  /**
   * Signs in by one of the sign-in methods; the session before ends by itself.
   * @returns undefined where the server accepts the registration but signs nobody in yet
   */
  enter(path: string, body: unknown): Promise<SignedIn | undefined>;
  /** @throws RinglineError: `signed_out` when there is no session to go on with */
  refresh(): Promise<SignedIn>;
  /** Discards the session at once, then notifies the server if it can be reached; never rejects. */
  leave(): Promise<void>;
  /** The session is over. */
  clear(): void;
  onChangedElsewhere(listener: (session: Remembered | undefined) => void): void;
}

/** The answer of a sign-in method: empty where the user has to confirm an e-mail address first. */
export type Entry = SignedIn | { accessToken?: undefined };

export function signedOut(): RinglineError {
  return new RinglineError({ code: 'signed_out', message: 'Sign in first.', retryable: false });
}
