import type { UserStatus } from '../users/users.protocol.js';

export interface PresenceEntry {
  userId: string;
  username: string;
  status: UserStatus;
  lastSeenAt: string | null;
}

/** Sent after connecting. Guests receive the guest count only. */
export interface PresenceSnapshot {
  /** At most a thousand, who came last first. */
  users?: (PresenceEntry & { version: number })[];
  guests: number;
  /** More people are online than `users` names; `GET /api/users` tells of everybody. */
  more?: true;
}

/** `version` grows per user: drop a change that is not newer than what you hold. */
export interface PresenceChanged extends PresenceEntry {
  version: number;
}

export interface PresenceClientEvents {
  'presence:set': { payload: { status: UserStatus }; ack: { status: UserStatus } };
  'presence:ping': { payload: Record<string, never>; ack: { serverTime: string } };
}

export interface PresenceServerEvents {
  'presence:snapshot': PresenceSnapshot;
  'presence:changed': PresenceChanged;
  /** Instead, to whom the handshake says `presence: 'batched'`: at most five hundred, one for each user. */
  'presence:changes': { users: PresenceChanged[] };
  'presence:guests': { guests: number };
}
