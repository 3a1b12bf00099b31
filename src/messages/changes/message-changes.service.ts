import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import type { Principal } from '../../platform/access/principal.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { RoomMembersService } from '../../rooms/members/room-members.service.js';
import type { Room } from '../../rooms/rooms.protocol.js';
import { type Entry, RoomsService } from '../../rooms/rooms.service.js';
import { MessageChangesStore } from './message-changes.store.js';
import { MessageChecks } from '../writing/message-checks.js';
import { mayChangeOwn } from '../writing/message.policy.js';
import { messagesErrors } from '../messages.errors.js';
import { MessagePresenter } from '../message-presenter.js';
import { MessagesNotifier } from '../messages.notifier.js';
import { outgoingChange } from '../messages.outgoing.js';
import type { Message } from '../messages.protocol.js';
import { type MessageRow, MessagesStore, type Transaction } from '../messages.store.js';

const CHANGE: Bucket = { name: 'message-change', points: 60, durationS: 60, hot: true };

/** Messages are edited and deleted by their authors and by moderators. */
@Injectable()
export class MessageChangesService {
  constructor(
    private readonly store: MessagesStore,
    private readonly changes: MessageChangesStore,
    private readonly checks: MessageChecks,
    private readonly presenter: MessagePresenter,
    private readonly notifier: MessagesNotifier,
    private readonly rooms: RoomsService,
    private readonly members: RoomMembersService,
    private readonly limits: Limits,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /** @throws validation_failed, the errors of `RoomsService.enter`, message_not_found, message_deleted, rate_limited */
  async edit(principal: Principal, slug: string, id: string, text: string): Promise<Message> {
    // Whether it may be empty is known once the message is.
    this.checks.text(text, true);
    const { room } = await this.admit(principal, slug, id, 'edit');
    const mentions = await this.checks.mentions(room, text);
    const changedBy = principal.userId;
    const { row, changed } = await this.change(principal, room, id, 'edit', async (before, tx) => {
      if (before.deletedAt) throw messagesErrors.message_deleted();
      this.checks.text(text, (before.attachments ?? []).length > 0);
      if (before.text === text) return false;
      await this.changes.edit(id, { text, mentions, changedBy }, tx);
      return true;
    });
    const message = await this.presenter.showOne(slug, row);
    if (changed) this.notifier.send(room.id, 'message:edited', asUpdate(message));
    return message;
  }

  /** Idempotent. @throws room_not_found, permission_denied, message_not_found, rate_limited */
  async delete(principal: Principal, slug: string, id: string): Promise<Message> {
    const { room } = await this.admit(principal, slug, id, 'delete');
    const { row, changed } = await this.change(principal, room, id, 'delete', async (before, tx) => {
      if (before.deletedAt) return false;
      await this.changes.delete(before, principal.userId, tx);
      return true;
    });
    const message = await this.presenter.showOne(slug, row);
    if (changed) this.notifier.send(room.id, 'message:deleted', asUpdate(message));
    return message;
  }

  /** Authors may delete their own messages, moderators those of members whose role they may change. */
  private async admit(
    principal: Principal,
    slug: string,
    id: string,
    act: 'edit' | 'delete',
  ): Promise<Entry> {
    const entry = await this.rooms.enter(principal, slug);
    await this.limits.consume(CHANGE, principal.userId);
    const row = await this.store.get(entry.room.id, id);
    if (!row) throw messagesErrors.message_not_found();
    if (row.authorId !== principal.userId) await this.members.reach(principal, slug, row.authorId);
    else if (!mayChangeOwn(act, entry.may)) throw this.rooms.refusal(entry, 'write');
    return entry;
  }

  private async change(
    { userId, sessionId }: Principal,
    { id: roomId, slug, kind }: Room,
    id: string,
    what: 'edit' | 'delete',
    act: Parameters<MessageChangesStore['change']>[3],
  ): Promise<{ row: MessageRow; changed: boolean }> {
    const record = async (row: MessageRow, tx: Transaction) => {
      const type = what === 'edit' ? 'message.edited' : 'message.deleted';
      if (kind !== 'direct') await this.outbox.record([outgoingChange(type, slug, row)], tx);
      if (row.authorId === userId) return;
      const details = { roomId, messageId: id, seq: row.seq };
      const entry = {
        reason: `message_${what}`,
        actorId: userId,
        subjectId: row.authorId,
        sessionId,
        details,
      };
      await this.audit.record({ event: 'authz_admin', result: 'success', ...entry }, tx);
    };
    const result = await this.changes.change(roomId, id, userId, act, record);
    if (!result) throw messagesErrors.message_not_found();
    return result;
  }
}

/** For every device in the room: without the reactions, which differ per viewer. */
function asUpdate({ reactions: _reactions, ...message }: Message): Message {
  return message;
}
