import type { OutboxEvent } from '../platform/outbox/outbox.js';
import type { MessageRow, NewMessage, Written } from './messages.store.js';

/** A message as webhooks describe it: with the ids of its attachments, since their URLs expire. */
export function outgoingMessage(message: NewMessage, { id, seq, author, createdAt }: Written): OutboxEvent {
  const { room: roomId, slug: room, client: clientId, text, reply, mentions, attachments = [] } = message;
  const replyTo = reply === undefined ? null : { id: reply, seq: message.replySeq! };
  const data = { roomId, room, id, seq, clientId, author, text, attachments, replyTo, mentions };
  return event('message.created', roomId, { ...data, createdAt: createdAt.toISOString() });
}

/** @param room its slug @param row after the change */
export function outgoingChange(
  type: 'message.edited' | 'message.deleted',
  room: string,
  row: MessageRow,
): OutboxEvent {
  const { roomId, id, seq, clientId, username, displayName, isGuest, text, mentions } = row;
  const { attachments, revision, editedAt, deletedAt, changedBy } = row;
  return event(type, roomId, {
    roomId,
    room,
    id,
    seq,
    clientId,
    author: { id: row.authorId, username, displayName, isGuest },
    text,
    attachments: attachments ?? [],
    replyTo: row.replyToId === null ? null : { id: row.replyToId, seq: row.replyToSeq! },
    mentions,
    createdAt: row.createdAt.toISOString(),
    revision,
    changedBy,
    editedAt: editedAt?.toISOString() ?? null,
    deletedAt: deletedAt?.toISOString() ?? null,
  });
}

/** Events of a room are delivered in the order of the room. */
function event(type: string, roomId: string, message: object): OutboxEvent {
  return { type, subject: `room:${roomId}`, data: { message } };
}
