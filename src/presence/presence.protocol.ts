import type { HandshakeFlag } from '../realtime/realtime.protocol.js';
import type { UserStatus } from '../users/users.protocol.js';

/** In the handshake's `auth`. */
export interface PresenceHandshake {
  /** `presence:changes` comes instead of `presence:changed`: one message for many people. */
  presence?: 'batched';
}

export const BATCHED_PRESENCE: HandshakeFlag = { field: 'presence', value: 'batched' };

export interface PresenceEntry {
  userId: string;
  username: string;
  status: UserStatus;
  lastSeenAt: string | null;
}

/** Sent after connecting. Guests receive the guest count only. */
export interface PresenceSnapshot {
  /** At most a thousand, the most recent arrivals first. */
  users?: (PresenceEntry & { version: number })[];
  guests: number;
  /** More people are online than `users` names; `GET /api/users` lists all of them. */
  more?: true;
}

/** `version` grows per user: drop a change that is not newer than the one you hold. */
export interface PresenceChanged extends PresenceEntry {
  version: number;
}

export interface PresenceClientEvents {
  /** Choose the status that others see. */
  'presence:set': { payload: { status: UserStatus }; ack: { status: UserStatus } };
  /** Report activity; answers the server's time. */
  'presence:ping': { payload: Record<string, never>; ack: { serverTime: string } };
}

export interface PresenceServerEvents {
  /** The online users, right after `welcome`; guests get the number of guests only. */
  'presence:snapshot': PresenceSnapshot;
  /** A member's presence has changed; drop one whose `version` is not higher than the one you have. */
  'presence:changed': PresenceChanged;
  /** Instead of `presence:changed` with `presence: 'batched'` in the handshake: at most 500 members, each once. */
  'presence:changes': { users: PresenceChanged[] };
  /** How many guests are here; at most once a second. */
  'presence:guests': { guests: number };
}
