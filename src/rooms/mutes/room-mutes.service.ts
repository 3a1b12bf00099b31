import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { SharedClock } from '../../platform/database/shared-clock.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import { decodeCursor, encodeCursor, pageOf } from '../../platform/http/cursor.js';
import type { Principal } from '../../platform/access/principal.js';
import type { Page } from '../../platform/wire/problem.protocol.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { UsersService } from '../../users/users.service.js';
import { mayTouch } from '../room.policy.js';
import { RoomMembersStore } from '../members/room-members.store.js';
import { type MuteRow, RoomMutesStore } from './room-mutes.store.js';
import { roomsErrors } from '../rooms.errors.js';
import { RoomsNotifier } from '../rooms.notifier.js';
import { MUTE_MAX_S, type Room, type RoomMute } from '../rooms.protocol.js';
import { type Entry, RoomsService } from '../rooms.service.js';
import { RoomsStore, type Transaction } from '../rooms.store.js';

const MUTE: Bucket = { name: 'room-mute', points: 60, durationS: 60 };

/**
 * Moderators make a user read-only in a room for some time. A mute is independent of the role: it stays when they leave and
 * come back.
 */
@Injectable()
export class RoomMutesService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly store: RoomsStore,
    private readonly members: RoomMembersStore,
    private readonly mutes: RoomMutesStore,
    private readonly users: UsersService,
    private readonly notifier: RoomsNotifier,
    private readonly limits: Limits,
    private readonly audit: Audit,
    private readonly clock: SharedClock,
  ) {}

  /**
   * The latest says until when.
   * @throws validation_failed, room_not_found, permission_denied (also for oneself), muted, user_not_found, member_not_found, rate_limited
   */
  async mute(
    principal: Principal,
    slug: string,
    userId: string,
    input: { until?: string; forS?: number },
  ): Promise<RoomMute> {
    const until = endOf(input, this.clock.nowMs());
    const entry = await this.rooms.enterToChange(principal, slug, 'moderate');
    const { room } = entry;
    await this.limits.consume(MUTE, principal.userId);
    await this.users.getActive(userId);
    const row = await this.change(principal, entry, userId, 'room_mute', until, async (tx, isThere) => {
      // A user outside a private room must not learn that it exists.
      if (!isThere) throw roomsErrors.member_not_found();
      return this.mutes.set(room.id, userId, { until, mutedBy: principal.userId }, tx);
    });
    await this.notify(room, userId, until);
    return view(row);
  }

  /** Idempotent. @throws room_not_found, permission_denied (also for oneself), muted, rate_limited */
  async unmute(principal: Principal, slug: string, userId: string): Promise<void> {
    const entry = await this.rooms.enterToChange(principal, slug, 'moderate');
    await this.limits.consume(MUTE, principal.userId);
    const was = await this.change(principal, entry, userId, 'room_unmute', null, (tx) =>
      this.mutes.remove(entry.room.id, userId, tx),
    );
    if (was) await this.notify(entry.room, userId, null);
  }

  /**
   * The muted users, the latest first.
   * @throws room_not_found, direct_thread_fixed, permission_denied, muted, validation_failed for a foreign cursor
   */
  async list(
    principal: Principal,
    slug: string,
    query: { limit: number; cursor?: string },
  ): Promise<Page<RoomMute>> {
    const { room } = await this.rooms.enterToChange(principal, slug, 'moderate');
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const rows = await this.mutes.list(room.id, before, query.limit + 1);
    const { shown, nextCursor } = pageOf(rows, query.limit, ({ createdAt, user }) =>
      encodeCursor({ createdAt: createdAt.toISOString(), id: user.id }),
    );
    return { items: shown.map(view), nextCursor };
  }

  /** Only for members whose role the caller may change, by the roles that both have at that moment. */
  private change<T>(
    { userId: actorId, sessionId }: Principal,
    { room, isManager }: Entry,
    userId: string,
    reason: string,
    until: Date | null,
    act: (tx: Transaction, isThere: boolean) => Promise<T>,
  ): Promise<T> {
    return this.store.transaction(async (tx) => {
      if (!(await this.store.hold(room.id, tx))) throw roomsErrors.room_not_found();
      const role = await this.members.role(room.id, userId, tx);
      const own = isManager ? 'owner' : await this.members.role(room.id, actorId, tx);
      if (userId === actorId || !own || !mayTouch(own, role)) throw platformErrors.permission_denied();
      const done = await act(tx, role !== undefined || room.kind === 'public');
      const details = { roomId: room.id, until: until?.toISOString() ?? null };
      const entry = { reason, actorId, subjectId: userId, sessionId, details };
      if (done !== false) await this.audit.record({ event: 'authz_admin', result: 'success', ...entry }, tx);
      return done;
    });
  }

  private async notify(room: Room, userId: string, until: Date | null): Promise<void> {
    this.notifier.muted(userId, room.slug, until);
    await this.notifier.accessChanged(room.id, userId);
  }
}

/** @throws validation_failed unless exactly one of the two says when, within a year */
function endOf({ until, forS }: { until?: string; forS?: number }, nowMs: number): Date {
  const refused = (path: string, code: string, message: string) =>
    platformErrors.validation_failed({ errors: [{ path, code, message }] });
  if ((until === undefined) === (forS === undefined))
    throw refused('until', 'until_or_for', 'either until or forS');
  if (forS !== undefined) return new Date(nowMs + forS * 1000);
  const end = new Date(until!);
  const inMs = end.getTime() - nowMs;
  if (!(inMs > 0 && inMs <= MUTE_MAX_S * 1000))
    throw refused('until', 'out_of_range', 'until must be within a year from now');
  return end;
}

function view({ user, until, mutedBy }: MuteRow): RoomMute {
  return { user, until: until.toISOString(), mutedBy };
}
