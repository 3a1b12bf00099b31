import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, pageOf } from '../../platform/http/cursor.js';
import type { Page } from '../../platform/wire/problem.protocol.js';
import { UsersService } from '../../users/users.service.js';
import type { Call, MissedCall } from '../calls.protocol.js';
import { MissedCallsStore } from './missed-calls.store.js';

/** Missed calls that the callee has not seen yet. */
@Injectable()
export class MissedCallsService {
  constructor(
    private readonly store: MissedCallsStore,
    private readonly users: UsersService,
  ) {}

  /** Users without any are left out. */
  count(userIds: string[]): Promise<Map<string, number>> {
    return this.store.count(userIds);
  }

  /** The latest first. @throws validation_failed for a foreign cursor */
  async list(userId: string, query: { limit: number; cursor?: string }): Promise<Page<MissedCall>> {
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const calls = await this.store.list(userId, before, query.limit + 1);
    const { shown, nextCursor } = pageOf(calls, query.limit, ({ endedAt, id }) =>
      encodeCursor({ createdAt: endedAt!, id }),
    );
    const items = await Promise.all(shown.map((call) => this.describe(call)));
    return { items: items.filter((item) => item !== undefined), nextCursor };
  }

  /** @param upTo a call: this one and those before it; absent: all */
  async seen(userId: string, upTo?: string): Promise<void> {
    await this.store.seen(userId, upTo);
  }

  private async describe(call: Call): Promise<MissedCall | undefined> {
    const caller = await this.users.findPublic(call.callerId, call.calleeId);
    return caller && { call, caller };
  }
}
