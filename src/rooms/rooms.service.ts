import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { SharedClock } from '../platform/database/shared-clock.js';
import type { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { decodeCursor, encodeCursor, pageOf } from '../platform/http/cursor.js';
import { type Principal, refuseGuests } from '../platform/access/principal.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import { CHAT_ROOM_SLUG } from '../platform/wire/wire-limits.protocol.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { cleanLine } from '../platform/text/visible-text.js';
import { PermissionsService } from '../users/permissions.service.js';
import { usersErrors } from '../users/users.errors.js';
import { UsersService } from '../users/users.service.js';
import { access, isDirectSlug, pairFault, slugFrom, standing } from './room.policy.js';
import { roomsErrors } from './rooms.errors.js';
import { RoomsNotifier } from './rooms.notifier.js';
import {
  type ChosenKind,
  PUBLIC_ROOM_SLUG,
  ROOM_NAME_MAX_LENGTH,
  type Room,
  type RoomAction,
  type RoomView,
} from './rooms.protocol.js';
import { type RoomAndRole, type RoomChange, RoomsStore, type Transaction } from './rooms.store.js';

const CREATE: Bucket = { name: 'room-create', points: 20, durationS: 3600 };
const SLUG = new RegExp(CHAT_ROOM_SLUG);
const SUFFIX_LENGTH = 6;
const SLUG_MAX_LENGTH = 64;
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A user in a room: their role, and the actions they may take. */
export interface Entry extends RoomAndRole {
  may: ReadonlySet<RoomAction>;
  /** By a permission, not by a role: as an owner may. */
  isManager?: true;
  muted?: { until: Date; /** The actions allowed afterwards. */ withheld: ReadonlySet<RoomAction> };
}

export interface CreateRoom {
  name: string;
  slug?: string;
  kind: ChosenKind;
  hasChat?: boolean;
  hasVoice?: boolean;
}

export interface ChangeRoom {
  name?: string;
  kind?: ChosenKind;
  hasChat?: boolean;
  hasVoice?: boolean;
  archived?: boolean;
}

/** Rooms, and the permissions in them. */
@Injectable()
export class RoomsService {
  private readonly rules;

  constructor(
    private readonly rooms: RoomsStore,
    private readonly permissions: PermissionsService,
    private readonly users: UsersService,
    private readonly notifier: RoomsNotifier,
    private readonly limits: Limits,
    private readonly clock: SharedClock,
    config: Configuration,
  ) {
    const { voice, chat } = config;
    this.rules = { guestsMaySpeak: voice.guestsMaySpeak, guestsMayWrite: chat.guestsMayWrite };
  }

  /** The room as any viewer sees it, signed in or not. */
  async publicRoom(): Promise<Room> {
    const found = await this.rooms.find(PUBLIC_ROOM_SLUG);
    if (!found) throw roomsErrors.room_not_found();
    return found.room;
  }

  /** @throws room_not_found, permission_denied */
  async get(principal: Principal, slug: string): Promise<RoomView> {
    const entry = await this.enter(principal, slug);
    if (!entry.pair) return view((await this.asManager(principal, entry)) ?? entry);
    const { peerId } = entry.pair;
    const peer = (await this.users.seenBy(principal.userId, [peerId])).get(peerId);
    return { ...view(entry), ...(peer && { peer }) };
  }

  /** The user's own rooms except direct threads, the latest first. @throws validation_failed for a foreign cursor */
  async list(principal: Principal, query: { limit: number; cursor?: string }): Promise<Page<RoomView>> {
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const rows = await this.rooms.listOf(principal.userId, before, query.limit + 1);
    const { shown, nextCursor } = pageOf(rows, query.limit, ({ since, room }) =>
      encodeCursor({ createdAt: since.toISOString(), id: room.id }),
    );
    return { items: shown.map((found) => view(this.entry(principal, found))), nextCursor };
  }

  /** @throws guest_not_allowed, rate_limited, slug_taken; validation_failed naming `name` */
  async create(principal: Principal, input: CreateRoom): Promise<RoomView> {
    refuseGuests(principal);
    const name = this.checkName(input.name);
    await this.limits.consume(CREATE, principal.userId);
    const { kind, hasChat = true, hasVoice = true } = input;
    const slugs = input.slug === undefined ? slugsFor(name) : [input.slug];
    for (const slug of slugs) {
      if (isDirectSlug(slug)) continue;
      const room = await this.rooms.insert({ slug, name, kind, hasChat, hasVoice }, principal.userId);
      if (room) return view(this.entry(principal, { room, role: 'owner' }));
    }
    throw roomsErrors.slug_taken({
      errors: [{ path: 'slug', code: 'slug_taken', message: 'slug is taken' }],
    });
  }

  /** @throws room_not_found, permission_denied, public_room_stays, direct_thread_fixed; validation_failed naming `name` */
  async change(principal: Principal, slug: string, input: ChangeRoom): Promise<RoomView> {
    const { archived, name, ...rest } = input;
    const entry = await this.enterToChange(principal, slug, 'manage');
    if (slug === PUBLIC_ROOM_SLUG && (archived || rest.kind === 'private'))
      throw roomsErrors.public_room_stays();
    const change: RoomChange = { ...rest };
    if (name !== undefined) change.name = this.checkName(name);
    if (archived !== undefined && archived !== (entry.room.archivedAt !== null))
      change.archivedAt = archived ? this.clock.now() : null;
    await this.rooms.transaction(async (tx) => {
      if (!(await this.rooms.hold(entry.room.id, tx))) throw roomsErrors.room_not_found();
      await this.rooms.change(entry.room.id, change, tx);
    });
    await this.notifier.accessChanged(entry.room.id);
    return this.get(principal, slug);
  }

  /** @throws room_not_found, permission_denied, public_room_stays, direct_thread_fixed */
  async delete(principal: Principal, slug: string): Promise<void> {
    const { room } = await this.enterToChange(principal, slug, 'delete');
    if (slug === PUBLIC_ROOM_SLUG) throw roomsErrors.public_room_stays();
    await this.rooms.transaction(async (tx) => {
      if (await this.rooms.hold(room.id, tx)) await this.rooms.delete(room.id, tx);
    });
    await this.notifier.accessChanged(room.id);
  }

  /**
   * A room that the user may read and, when an action is given, act in. Private rooms and direct threads of others count as not
   * found.
   * @param principal undefined: not signed in
   * @throws room_not_found, permission_denied, muted; in direct threads peer_blocked, and user_not_found when the peer's
   * account is deleted
   */
  async enter(principal: Principal | undefined, slug: string, action: RoomAction = 'read'): Promise<Entry> {
    const found = SLUG.test(slug) ? await this.rooms.find(slug, principal?.userId) : undefined;
    if (!found) throw roomsErrors.room_not_found();
    const entry = this.entry(principal, found);
    if (entry.may.has(action)) return entry;
    const managing = principal && (await this.asManager(principal, entry));
    if (managing?.may.has(action)) return managing;
    if (!entry.may.has('read') && found.room.kind !== 'public') throw roomsErrors.room_not_found();
    throw this.refusal(entry, action);
  }

  /** To change the room or its members. @throws direct_thread_fixed, and the errors of `enter` */
  async enterToChange(principal: Principal, slug: string, action: RoomAction): Promise<Entry> {
    const { room } = await this.enter(principal, slug);
    if (room.kind === 'direct') throw roomsErrors.direct_thread_fixed();
    return this.enter(principal, slug, action);
  }

  /** Why a user who has entered may not take an action: permission_denied, or a more specific error. */
  refusal({ pair, muted }: Entry, action: RoomAction): AppError {
    if (muted?.withheld.has(action))
      return roomsErrors.muted({ retryAfterMs: Math.max(0, muted.until.getTime() - this.clock.nowMs()) });
    const fault = pair && action === 'write' ? pairFault(pair) : undefined;
    if (fault === 'peer_gone') return usersErrors.user_not_found();
    return fault === 'has_blocked' ? roomsErrors.peer_blocked() : platformErrors.permission_denied();
  }

  /** The actions these users may take in a room now; undefined when it was deleted. */
  async mayOf(
    roomId: string,
    people: { userId: string; isGuest: boolean }[],
  ): Promise<{ room: Room; may: Map<string, ReadonlySet<RoomAction>> } | undefined> {
    const found = await this.rooms.withRoles(
      roomId,
      people.map(({ userId }) => userId),
    );
    if (!found) return undefined;
    const { room, roles, muted } = found;
    const may = people.map(async ({ userId, isGuest }): Promise<[string, ReadonlySet<RoomAction>]> => {
      const pair = room.kind === 'direct' ? (await this.rooms.find(room.slug, userId))?.pair : undefined;
      const facts = { pair, isMuted: muted.has(userId) };
      return [userId, access(room, standing(roles.get(userId), isGuest), this.rules, facts)];
    });
    return { room, may: new Map(await Promise.all(may)) };
  }

  /** Whether a user may currently grant roles in a room, regardless of who asks. */
  async mayModerate(roomId: string, userId: string, tx?: Transaction): Promise<boolean> {
    const found = await this.rooms.withRoles(roomId, [userId], tx);
    if (!found) return false;
    const { room, roles, muted } = found;
    const may = access(room, standing(roles.get(userId), false), this.rules, {
      isMuted: muted.has(userId),
    });
    if (may.has('moderate')) return true;
    return room.kind === 'public' && this.permissions.has('rooms.manage', { userId }, tx);
  }

  /** Administrators with `rooms.manage` count as owners of public rooms. */
  private async asManager(principal: Principal, { room, role }: Entry): Promise<Entry | undefined> {
    if (room.kind !== 'public' || principal.isGuest || role === 'owner') return undefined;
    const manages = await this.permissions.has('rooms.manage', principal);
    return manages ? { ...this.entry(principal, { room, role: 'owner' }), role, isManager: true } : undefined;
  }

  private entry(principal: Principal | undefined, { mutedUntil: until, ...found }: RoomAndRole): Entry {
    const { room, role, pair } = found;
    const who = principal ? standing(role, principal.isGuest) : 'anonymous';
    const withheld = access(room, who, this.rules, { pair });
    const may = until ? access(room, who, this.rules, { pair, isMuted: true }) : withheld;
    return { ...found, may, ...(until && { muted: { until, withheld } }) };
  }

  private checkName(raw: string): string {
    const name = cleanLine(raw, ROOM_NAME_MAX_LENGTH);
    if (name !== undefined) return name;
    throw platformErrors.validation_failed({
      errors: [
        {
          path: 'name',
          code: 'room_name_invalid',
          message: `name must have 1 to ${ROOM_NAME_MAX_LENGTH} visible characters`,
        },
      ],
    });
  }
}

export function view({ room, role, may, muted }: Entry): RoomView {
  const mutedUntil = muted?.until.toISOString();
  return { ...room, role: role ?? null, may: [...may], ...(mutedUntil && { mutedUntil }) };
}

/** Candidates for a slug when none is given: derived from the room's name, then the same with a unique suffix. */
function slugsFor(name: string): string[] {
  const short = slugFrom(name, SLUG_MAX_LENGTH - SUFFIX_LENGTH - 1) || 'room';
  const suffix = () =>
    Array.from({ length: SUFFIX_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [slugFrom(name, SLUG_MAX_LENGTH), `${short}-${suffix()}`, `${short}-${suffix()}`].filter((slug) =>
    SLUG.test(slug),
  );
}
