import type { OutboxEvent } from '../platform/outbox/outbox.js';

/** What other back ends are told of a user: who it is by name, nothing that only the user may see. */
interface ToldUser {
  id: string;
  username: string;
  displayName: string;
  isGuest: boolean;
}

export function outgoingUser(
  type: 'user.created' | 'user.updated' | 'user.blocked',
  { id, username, displayName, isGuest }: ToldUser,
): OutboxEvent {
  return { type, subject: `user:${id}`, data: { user: { id, username, displayName, isGuest } } };
}

/** Of an account that is gone only the id is left. */
export function outgoingFarewell(id: string): OutboxEvent {
  return { type: 'user.deleted', subject: `user:${id}`, data: { user: { id } } };
}
