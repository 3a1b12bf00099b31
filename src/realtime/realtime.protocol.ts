import type { WireError } from '../platform/wire/problem.protocol.js';
import type { OwnUser } from '../users/users.protocol.js';

/** Raised when a change of this protocol would break a client. */
export const PROTOCOL_VERSION = 1;

/** The client sent nothing for too long; which code says what the device did meanwhile. */
export const IDLE_CLOSE_CODES = [4000, 4001, 4002] as const;
export type IdleCloseCode = (typeof IDLE_CLOSE_CODES)[number];

/** Why else the server ends a connection; sent in `session:ended` and in `connect_error.data`. */
export const CLOSE_CODES = {
  notSignedIn: 4401,
  forbidden: 4403,
  notFound: 4404,
  slowConsumer: 4408,
  tooMany: 4429,
  draining: 4503,
} as const;
// Not IdleCloseCode: documents list the numbers of this type together.
export type CloseCode = (typeof IDLE_CLOSE_CODES)[number] | (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES];

/** The data of every client in the handshake's `auth`. */
export interface HandshakeToken {
  token: string;
}

/** A capability that a client may state there besides. */
export interface HandshakeFlag {
  field: string;
  value: string | true;
}

/** The first event on every connection. */
export interface Welcome {
  connectionId: string;
  user: OwnUser;
  protocolVersion: number;
  features: string[];
  heartbeatMs: number;
  /** A connection whose client sends no event for so long may be ended; absent where it never is. */
  idleTimeoutMs?: number;
  serverTime: string;
}

/** The last event before the server disconnects a socket. */
export interface SessionEnded {
  code: string;
  closeCode: CloseCode;
  reason: string;
  /** Whether connecting again (after `retryAfterMs`) with the same token makes sense. */
  reconnect: boolean;
  retryAfterMs?: number;
}

/** `connect_error.data` of a refused handshake. */
export interface HandshakeRefused {
  code: string;
  closeCode: CloseCode;
  retryable: boolean;
  retryAfterMs?: number;
}

export interface AuthRefresh {
  accessToken: string;
}

export interface AuthRefreshed {
  expiresInMs: number;
}

export interface RealtimeClientEvents {
  /** Give the connection a fresh access token of the same session. */
  'auth:refresh': { payload: AuthRefresh; ack: AuthRefreshed };
}

export interface RealtimeServerEvents {
  /** The first event on every connection. */
  welcome: Welcome;
  /** The access token expires within a minute: send `auth:refresh`. */
  'auth:expiring': { inMs: number };
  /** The last event before the server disconnects. */
  'session:ended': SessionEnded;
  /** An event that was sent without an ack callback was refused. */
  error: WireError & { event?: string };
}
