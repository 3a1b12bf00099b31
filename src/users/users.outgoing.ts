import type { OutboxEvent } from '../platform/outbox/outbox.js';

/** A user as webhooks describe it: public fields only. */
interface WebhookUser {
  id: string;
  username: string;
  displayName: string;
  isGuest: boolean;
}

export function outgoingUser(
  type: 'user.created' | 'user.updated' | 'user.blocked',
  { id, username, displayName, isGuest }: WebhookUser,
): OutboxEvent {
  return { type, subject: `user:${id}`, data: { user: { id, username, displayName, isGuest } } };
}

/** Of a deleted account only the id is left. */
export function outgoingFarewell(id: string): OutboxEvent {
  return { type: 'user.deleted', subject: `user:${id}`, data: { user: { id } } };
}
