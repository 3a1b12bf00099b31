import type { OutboxEvent } from '../platform/outbox/outbox.js';
import type { Room } from './rooms.protocol.js';

/** A room as webhooks describe it. */
export function outgoingRoom(type: 'room.created' | 'room.updated', room: Room): OutboxEvent {
  return { type, subject: `room:${room.id}`, data: { room } };
}

export function outgoingRoomEnd(id: string): OutboxEvent {
  return { type: 'room.deleted', subject: `room:${id}`, data: { room: { id } } };
}
