import { Injectable } from '@nestjs/common';
import type { Media } from '../media/media.protocol.js';
import { MediaService } from '../media/media.service.js';
import type { Message } from './messages.protocol.js';
import type { MessageRow } from './messages.store.js';

/** Messages as their readers get them: attachments have freshly signed URLs. */
@Injectable()
export class MessagePresenter {
  constructor(private readonly media: MediaService) {}

  /** @param room its slug */
  show(room: string, rows: MessageRow[]): Promise<Message[]> {
    return this.showFrom(() => room, rows);
  }

  /** One question for all of them, and none when nothing is attached to any. @param slugOf a room, by its id */
  async showFrom(slugOf: (roomId: string) => string, rows: MessageRow[]): Promise<Message[]> {
    const ids = rows.flatMap(({ attachments }) => attachments ?? []);
    const media = ids.length > 0 ? await this.media.describe(ids) : [];
    const byId = new Map(media.map((one) => [one.id, one]));
    return rows.map((row) => toMessage(slugOf(row.roomId), row, byId));
  }

  async showOne(room: string, row: MessageRow): Promise<Message> {
    return (await this.show(room, [row]))[0]!;
  }
}

function toMessage(room: string, row: MessageRow, media: Map<string, Media>): Message {
  const { authorId, username, displayName, isGuest, replyToId, editedAt, deletedAt } = row;
  const attachments = row.attachments?.flatMap((one) => media.get(one) ?? []) ?? [];
  return {
    room,
    id: row.id,
    seq: row.seq,
    clientId: row.clientId,
    author: { id: authorId, username, displayName, isGuest },
    text: row.text,
    createdAt: row.createdAt.toISOString(),
    ...(replyToId !== null && { replyTo: { id: replyToId, seq: row.replyToSeq! } }),
    ...(row.mentions.length > 0 && { mentions: row.mentions }),
    ...(attachments.length > 0 && { attachments }),
    ...(editedAt && { editedAt: editedAt.toISOString() }),
    ...(deletedAt && { deletedAt: deletedAt.toISOString() }),
    ...(row.changedBy !== null && row.changedBy !== authorId && { changedBy: row.changedBy }),
    ...(row.revision !== null && { revision: row.revision }),
    ...(row.reactions && { reactions: row.reactions }),
  };
}
