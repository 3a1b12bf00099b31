import { Injectable } from '@nestjs/common';
import { platformErrors } from '../platform/errors/platform.errors.js';
import type { Principal } from '../platform/access/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { HistoryBudget } from './history-budget.js';
import { MessageChecks } from './writing/message-checks.js';
import { searchQuery } from './message-search.policy.js';
import { MessagePresenter } from './message-presenter.js';
import { MessageWriter } from './writing/message-writer.js';
import { messagesErrors } from './messages.errors.js';
import {
  type History,
  type Message,
  MESSAGES_MAX,
  type SendAck,
  type SendPayload,
} from './messages.protocol.js';
import { type Head, MessagesStore, type Slice } from './messages.store.js';

const SEND: Bucket = { name: 'message-send', points: 40, durationS: 10, hot: true };
const SEARCH: Bucket = { name: 'message-search', points: 30, durationS: 60 };

export interface StoredMessage {
  roomId: string;
  authorId: string;
  seq: number;
  /** Null once deleted. */
  text: string | null;
  /** How many it shows. */
  images: number;
  createdAt: Date;
}

/** Writing and reading messages of rooms. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly store: MessagesStore,
    private readonly writer: MessageWriter,
    private readonly checks: MessageChecks,
    private readonly presenter: MessagePresenter,
    private readonly budget: HistoryBudget,
    private readonly rooms: RoomsService,
    private readonly limits: Limits,
  ) {}

  /**
   * Stores a message and notifies the room. The same `clientId` again answers the same message.
   * @throws validation_failed, rate_limited, room_not_found, permission_denied, message_not_found, client_id_used, media_not_found,
   * media_in_use; service_unavailable: nobody knows whether it was stored, send it again
   */
  async send(principal: Principal, payload: SendPayload): Promise<SendAck> {
    this.checks.text(payload.text, payload.attachments !== undefined && payload.attachments.length > 0);
    await this.limits.consume(SEND, principal.userId);
    return this.writer.write(principal, payload);
  }

  /** @param principal undefined: nobody is signed in @throws validation_failed, room_not_found, permission_denied, rate_limited */
  async history(principal: Principal | undefined, slug: string, slice: Slice): Promise<History> {
    if (slice.afterSeq !== undefined && slice.beforeSeq !== undefined)
      throw platformErrors.validation_failed({
        errors: [{ path: 'beforeSeq', code: 'one_direction', message: 'either afterSeq or beforeSeq' }],
      });
    const { room } = await this.rooms.enter(principal, slug);
    return this.read(room, slice, principal?.userId);
  }

  /** One message, as slices above keep it. @throws room_not_found, permission_denied, message_not_found */
  async get(principal: Principal, slug: string, id: string): Promise<StoredMessage> {
    const { room } = await this.rooms.enter(principal, slug);
    const row = await this.store.get(room.id, id);
    if (!row) throw messagesErrors.message_not_found();
    const { seq, text, attachments } = row;
    const images = attachments?.length ?? 0;
    return { roomId: room.id, authorId: row.authorId, seq, text, images, createdAt: row.createdAt };
  }

  /** For a caller that was admitted already. @throws rate_limited */
  async read(
    { id, slug }: { id: string; slug: string },
    slice: Slice,
    me?: string,
  ): Promise<History & Pick<Head, 'revision'>> {
    const head = await this.store.head(id);
    const rows = await this.store.list(id, { ...slice, limit: slice.limit + 1 }, me);
    // From where the slice begins.
    const isForward = slice.afterSeq !== undefined;
    const fit = await this.budget.spend(me, (isForward ? rows : rows.toReversed()).slice(0, slice.limit));
    return {
      messages: await this.presenter.show(slug, isForward ? fit : fit.toReversed()),
      lastSeq: Math.max(head.lastSeq, rows.at(-1)?.seq ?? 0),
      revision: head.revision,
      hasMore: rows.length > fit.length,
    };
  }

  /** The latest message of each of these rooms that has one, by the room's id; for a caller that was admitted already. */
  async latest(rooms: { id: string; slug: string }[], me?: string): Promise<Map<string, Message>> {
    const slugs = new Map(rooms.map(({ id, slug }) => [id, slug]));
    const rows = await this.store.latest([...slugs.keys()], me);
    if (me !== undefined) await this.budget.charge(me, rows);
    const messages = await this.presenter.showFrom((roomId) => slugs.get(roomId)!, rows);
    return new Map(rows.map(({ roomId }, i) => [roomId, messages[i]!]));
  }

  /** The changes since a revision, for a caller that was admitted already. @throws rate_limited */
  async changed(
    { id, slug }: { id: string; slug: string },
    afterRevision: number,
    upToSeq: number,
    me: string,
  ): Promise<{ changed: Message[]; hasMoreChanged: boolean }> {
    const rows = await this.store.changed(id, afterRevision, upToSeq, MESSAGES_MAX + 1, me);
    const fit = await this.budget.spend(me, rows.slice(0, MESSAGES_MAX));
    return { changed: await this.presenter.show(slug, fit), hasMoreChanged: rows.length > fit.length };
  }

  /** The latest first. @throws room_not_found, permission_denied, rate_limited */
  async search(
    principal: Principal,
    slug: string,
    { q, beforeSeq, limit }: { q: string; beforeSeq?: number; limit: number },
  ): Promise<{ messages: Message[]; hasMore: boolean }> {
    const { room } = await this.rooms.enter(principal, slug);
    await this.limits.consume(SEARCH, principal.userId);
    const query = searchQuery(q);
    if (query === undefined) return { messages: [], hasMore: false };
    const rows = await this.store.search(room.id, query, beforeSeq, limit + 1, principal.userId);
    const fit = await this.budget.spend(principal.userId, rows.slice(0, limit));
    return { messages: await this.presenter.show(slug, fit), hasMore: rows.length > fit.length };
  }
}
