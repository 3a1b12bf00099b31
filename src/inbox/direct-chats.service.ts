import { Injectable } from '@nestjs/common';
import { MessagesService } from '../messages/messages.service.js';
import { decodeCursor, encodeCursor, pageOf } from '../platform/http/cursor.js';
import type { Principal } from '../platform/access/principal.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import { DirectThreadsService } from '../rooms/direct/direct-threads.service.js';
import { DirectChatsStore } from './direct-chats.store.js';
import type { DirectChat } from './inbox.protocol.js';
import { ReadMarksStore } from './read-marks.store.js';

/** Direct threads as people see them in a list. */
@Injectable()
export class DirectChatsService {
  constructor(
    private readonly store: DirectChatsStore,
    private readonly direct: DirectThreadsService,
    private readonly messages: MessagesService,
    private readonly marks: ReadMarksStore,
  ) {}

  /** The latest activity first. @throws validation_failed for a foreign cursor */
  async list({ userId }: Principal, query: { limit: number; cursor?: string }): Promise<Page<DirectChat>> {
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const rows = await this.store.list(userId, before, query.limit + 1);
    const { shown, nextCursor } = pageOf(rows, query.limit, ({ at, id }) =>
      encodeCursor({ createdAt: at.toISOString(), id }),
    );
    const ids = shown.map(({ id }) => id);
    const peers = await this.direct.peersOf(userId, ids);
    const latest = await this.messages.latest(shown, userId);
    const unread = await this.marks.unreadIn(ids, [userId]);
    return {
      items: shown.flatMap(({ id, slug: room }) => {
        const peer = peers.get(id);
        const lastMessage = latest.get(id) ?? null;
        const count = unread.find(({ roomId }) => roomId === id)?.unread ?? 0;
        return peer ? [{ room, peer, lastMessage, unread: count }] : [];
      }),
      nextCursor,
    };
  }
}
