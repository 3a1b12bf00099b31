import { Injectable } from '@nestjs/common';
import type { MissedCall } from '../calls/calls.protocol.js';
import { MissedCallsService } from '../calls/log/missed-calls.service.js';
import type { Principal } from '../platform/access/principal.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import type { Connection } from '../realtime/socket.connection.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { InboxNotifier } from './inbox.notifier.js';
import type { MarkReadPayload, Unread } from './inbox.protocol.js';
import { LocalInbox } from './local-inbox.js';
import { OpenThreads } from './open-threads.js';
import { EVERYTHING, ReadMarksStore } from './read-marks.store.js';

const LOOK: Bucket = { name: 'inbox-look', points: 300, durationS: 60, hot: true };
const READ: Bucket = { name: 'inbox-read', points: 300, durationS: 60, hot: true };

/** A user's unread messages, and marking them as read. */
@Injectable()
export class InboxService {
  constructor(
    private readonly marks: ReadMarksStore,
    private readonly notifier: InboxNotifier,
    private readonly threads: OpenThreads,
    private readonly missed: MissedCallsService,
    private readonly rooms: RoomsService,
    private readonly limits: Limits,
  ) {}

  /** @throws rate_limited */
  async unread({ userId }: Principal): Promise<Unread> {
    await this.limits.consume(LOOK, userId);
    const inbox = new LocalInbox();
    inbox.begin(await this.countMissed(userId));
    for (const { roomId, slug, unread } of await this.marks.unreadOf([userId]))
      inbox.unread.set(roomId, { slug, count: unread });
    return inbox.state;
  }

  /**
   * The device shows a room from now on, or none: existing messages are marked as read, and new ones as they arrive.
   * @throws room_not_found, permission_denied, rate_limited
   */
  async open(connection: Connection, slug: string | null): Promise<void> {
    const turn = this.threads.turn(connection);
    if (slug === null) return;
    const { userId } = connection.principal;
    await this.limits.consume(READ, userId);
    const { room } = await this.rooms.enter(connection.principal, slug);
    // First of all: messages that arrive while the mark moves are read as well.
    this.threads.open(connection, room.id, turn);
    try {
      await this.move(userId, room.id, EVERYTHING);
    } catch (error) {
      this.threads.close(connection);
      throw error;
    }
  }

  /**
   * Marks everything up to a message as read. A mark never moves back, nor beyond the latest message.
   * @returns what is still unread in that room @throws room_not_found, permission_denied, rate_limited
   */
  async markRead(principal: Principal, { room: slug, seq }: MarkReadPayload): Promise<number> {
    const { userId } = principal;
    await this.limits.consume(READ, userId);
    const { room } = await this.rooms.enter(principal, slug);
    await this.move(userId, room.id, seq);
    return (await this.marks.unreadIn([room.id], [userId]))[0]?.unread ?? 0;
  }

  /** The latest first. @throws validation_failed for a foreign cursor, rate_limited */
  async missedCalls(
    { userId }: Principal,
    query: { limit: number; cursor?: string },
  ): Promise<Page<MissedCall>> {
    await this.limits.consume(LOOK, userId);
    return this.missed.list(userId, query);
  }

  /**
   * @param upTo a missed call: this one and those before it; absent: all
   * @returns how many are left @throws rate_limited
   */
  async callsSeen({ userId }: Principal, upTo?: string): Promise<number> {
    await this.limits.consume(READ, userId);
    await this.missed.seen(userId, upTo);
    this.notifier.changed([userId]);
    return this.countMissed(userId);
  }

  private async countMissed(userId: string): Promise<number> {
    return (await this.missed.count([userId])).get(userId) ?? 0;
  }

  private async move(userId: string, roomId: string, seq: number): Promise<void> {
    const moved = await this.marks.move([{ userId, roomId, seq }]);
    if (moved.length > 0) this.notifier.changed([userId]);
  }
}
