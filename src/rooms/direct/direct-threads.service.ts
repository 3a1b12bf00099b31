import { Injectable } from '@nestjs/common';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import { type Principal, refuseGuests } from '../../platform/access/principal.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { BlocksService } from '../../users/blocks.service.js';
import { usersErrors } from '../../users/users.errors.js';
import { UsersService } from '../../users/users.service.js';
import { DirectThreadsStore, type ThreadPair, type ThreadRef } from './direct-threads.store.js';
import { roomsErrors } from '../rooms.errors.js';
import type { DirectThread, ThreadPeer } from '../rooms.protocol.js';
import { RoomsService, view } from '../rooms.service.js';

/** New threads of one person. */
const START: Bucket = { name: 'direct-start', points: 30, durationS: 3600 };

/** Direct threads: rooms of two users, invisible to all others. */
@Injectable()
export class DirectThreadsService {
  constructor(
    private readonly threads: DirectThreadsStore,
    private readonly rooms: RoomsService,
    private readonly users: UsersService,
    private readonly blocks: BlocksService,
    private readonly limits: Limits,
  ) {}

  /**
   * The thread with another user: the existing one, or a new one.
   * @throws guest_not_allowed, user_not_found, cannot_message_yourself; for a new one also peer_blocked, permission_denied to a
   * user whom the peer has blocked, rate_limited
   */
  async start(principal: Principal, username: string): Promise<DirectThread> {
    refuseGuests(principal);
    const { userId } = principal;
    const { id: peerId, isGuest } = await this.users.getActiveByUsername(username);
    if (peerId === userId) throw roomsErrors.cannot_message_yourself();
    if (isGuest) throw usersErrors.user_not_found();
    const slug = (await this.threads.find(userId, peerId)) ?? (await this.make(userId, peerId));
    const [thread] = await this.viewsOf(principal, [slug]);
    if (!thread) throw usersErrors.user_not_found();
    return thread;
  }

  /** The peers in these rooms, for those that are direct threads of the user; by the room's id. */
  async peersOf(userId: string, roomIds: string[]): Promise<Map<string, ThreadPeer>> {
    const threads = await this.threads.of(userId, roomIds);
    const peers = await this.users.seenBy(
      userId,
      threads.map(({ peerId }) => peerId),
    );
    return new Map(
      threads.flatMap(({ roomId, peerId }) => {
        const peer = peers.get(peerId);
        return peer ? [[roomId, peer] as const] : [];
      }),
    );
  }

  /** Which of these rooms are direct threads, and whose. */
  pairsOf(roomIds: string[]): Promise<ThreadPair[]> {
    return this.threads.pairs(roomIds);
  }

  /** All there are, the latest first. */
  listOf(userId: string): Promise<ThreadRef[]> {
    return this.threads.of(userId);
  }

  /** As one of the two sees them, in this order. @throws room_not_found for one that is not theirs */
  async viewsOf(principal: Principal, slugs: string[]): Promise<DirectThread[]> {
    const entries = await Promise.all(slugs.map((slug) => this.rooms.enter(principal, slug)));
    const peers = await this.users.seenBy(
      principal.userId,
      entries.flatMap(({ pair }) => pair?.peerId ?? []),
    );
    return entries.flatMap((entry) => {
      const peer = entry.pair && peers.get(entry.pair.peerId);
      return peer ? [{ ...view(entry), kind: 'direct', peer }] : [];
    });
  }

  private async make(userId: string, peerId: string): Promise<string> {
    if (await this.blocks.has(userId, peerId)) throw roomsErrors.peer_blocked();
    if (await this.blocks.has(peerId, userId)) throw platformErrors.permission_denied();
    await this.limits.consume(START, userId);
    const slug = await this.threads.start(userId, peerId);
    if (slug === undefined) throw usersErrors.user_not_found();
    return slug;
  }
}
