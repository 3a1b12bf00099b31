import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Events } from '../platform/events/events.js';
import { decodeCursor, encodeCursor, pageOf } from '../platform/http/cursor.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { type Principal, refuseGuests } from '../platform/access/principal.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import { BlocksStore } from './blocks.store.js';
import { PersonalData } from './personal-data.service.js';
import { BlockChanged } from './users.events.js';
import type { BlockedUser } from './users.protocol.js';
import { UsersService } from './users.service.js';

/** Blocks between users; the blocked user is not notified. */
@Injectable()
export class BlocksService implements OnModuleInit {
  constructor(
    private readonly blocks: BlocksStore,
    private readonly users: UsersService,
    private readonly personalData: PersonalData,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.personalData.register('blocked', { read: (userId) => this.blocks.all(userId) });
  }

  /** Whether `blockerId` does not want to hear from `userId`. */
  has(blockerId: string, userId: string): Promise<boolean> {
    return this.blocks.has(blockerId, userId);
  }

  /** Whether one of the two has blocked the other. */
  async isBetween(userId: string, otherId: string): Promise<boolean> {
    return (await this.blocks.between([userId, otherId])).length > 0;
  }

  /** Idempotent. @throws guest_not_allowed, user_not_found, validation_failed for oneself */
  async block(principal: Principal, userId: string): Promise<void> {
    refuseGuests(principal);
    if (principal.userId === userId)
      throw platformErrors.validation_failed({
        errors: [{ path: 'id', code: 'oneself', message: 'you cannot block yourself' }],
      });
    await this.users.getActive(userId);
    this.publish(principal.userId, userId, await this.blocks.add(principal.userId, userId));
  }

  /** Idempotent, also for a user who is not blocked. */
  async unblock(principal: Principal, userId: string): Promise<void> {
    this.publish(principal.userId, userId, await this.blocks.remove(principal.userId, userId));
  }

  /** Newest first; deleted accounts are left out. @throws validation_failed for a foreign cursor */
  async list(principal: Principal, query: { limit: number; cursor?: string }): Promise<Page<BlockedUser>> {
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const rows = await this.blocks.list(principal.userId, before, query.limit + 1);
    const { shown, nextCursor } = pageOf(rows, query.limit, ({ id, createdAt }) =>
      encodeCursor({ id, createdAt: createdAt.toISOString() }),
    );
    const items = await Promise.all(
      shown.map(async ({ id, createdAt }) => {
        const user = await this.users.findPublic(id, principal.userId);
        return user && { user, blockedAt: createdAt.toISOString() };
      }),
    );
    return { items: items.filter((item) => item !== undefined), nextCursor };
  }

  private publish(blockerId: string, blockedId: string, wasShown: boolean | undefined): void {
    if (wasShown !== undefined) this.events.publish(new BlockChanged(blockerId, blockedId, wasShown));
  }
}
