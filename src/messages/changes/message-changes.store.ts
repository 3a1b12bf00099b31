import { Injectable } from '@nestjs/common';
import { MediaService } from '../../media/media.service.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { sessionErrors } from '../../sessions/sessions.errors.js';
import { searchVector } from '../message-search.policy.js';
import { MessagesStore, type MessageRow } from '../messages.store.js';

/** Messages that are changed after they were sent. Each change is one of the room's, and they are counted. */
@Injectable()
export class MessageChangesStore {
  constructor(
    private readonly database: Database,
    private readonly messages: MessagesStore,
    private readonly media: MediaService,
  ) {}

  /**
   * One change of a room's messages at a time.
   * @param change decides by the current message
   * @param record writes the result of a change
   * @returns the message afterwards, and whether it was changed; undefined when there is none
   * @throws session_revoked when the account of the user who changes it has ended meanwhile
   */
  async change(
    roomId: string,
    id: string,
    me: string,
    change: (before: MessageRow, tx: Transaction) => Promise<boolean>,
    record?: (after: MessageRow, tx: Transaction) => Promise<void>,
  ): Promise<{ row: MessageRow; changed: boolean } | undefined> {
    return this.database.$transaction(async (tx) => {
      const self = await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM users WHERE id = ${me}::uuid AND account_status = 'active' FOR KEY SHARE`;
      if (self.length === 0) throw sessionErrors.session_revoked();
      // Before anything is read: earlier changes are complete.
      await tx.$queryRaw`SELECT 1 FROM message_heads WHERE room_id = ${roomId}::uuid FOR NO KEY UPDATE`;
      const row = await this.messages.get(roomId, id, me, tx);
      if (!row) return undefined;
      if (!(await change(row, tx))) return { row, changed: false };
      await tx.$executeRaw`
        WITH head AS (
          UPDATE message_heads SET last_revision = last_revision + 1 WHERE room_id = ${roomId}::uuid
            RETURNING last_revision)
        UPDATE messages SET revision = last_revision FROM head WHERE id = ${id}::uuid`;
      const after = (await this.messages.get(roomId, id, me, tx))!;
      await record?.(after, tx);
      return { row: after, changed: true };
    });
  }

  async edit(
    id: string,
    { text, mentions, changedBy }: { text: string; mentions: string[]; changedBy: string },
    tx: Transaction,
  ): Promise<void> {
    await tx.$executeRaw`
      UPDATE messages SET text = ${text}, words = ${searchVector(text)}::tsvector, mentions = ${mentions}::uuid[],
        edited_at = now(),
        changed_by = ${changedBy}::uuid WHERE id = ${id}::uuid`;
  }

  /** The row stays as a tombstone; its content is deleted. */
  async delete({ id, attachments }: MessageRow, changedBy: string, tx: Transaction): Promise<void> {
    await this.media.release(attachments ?? [], tx);
    await tx.$executeRaw`
      UPDATE messages SET text = NULL, words = NULL, mentions = '{}', attachments = NULL, deleted_at = now(),
        changed_by = ${changedBy}::uuid WHERE id = ${id}::uuid`;
    await tx.messageReaction.deleteMany({ where: { messageId: id } });
  }

  async react(messageId: string, emoji: string, userId: string, tx: Transaction): Promise<void> {
    await tx.messageReaction.create({ data: { messageId, emoji, userId } });
  }

  async unreact(messageId: string, emoji: string, userId: string, tx: Transaction): Promise<void> {
    await tx.messageReaction.deleteMany({ where: { messageId, emoji, userId } });
  }
}
