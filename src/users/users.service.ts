import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Events } from '../platform/events/events.js';
import type { Principal } from '../platform/access/principal.js';
import { refuseGuests } from '../platform/access/principal.js';
import { pageOf } from '../platform/http/cursor.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { trimmed } from '../platform/text/visible-text.js';
import { BlocksStore } from './blocks.store.js';
import { checkBio } from './bio.policy.js';
import { checkDisplayName } from './display-name.policy.js';
import { readUsernameCursor, writeUsernameCursor } from './username-cursor.js';
import { canonicalUsername, isUsername } from './username.policy.js';
import { usersErrors } from './users.errors.js';
import { StatusChosen } from './users.events.js';
import { outgoingUser } from './users.outgoing.js';
import { asNamedUser, asOwnUser, asPublicUser, asSeenBy, asSeenUser, type User } from './users.policy.js';
import type { NamedUser, OwnUser, PublicUser, SeenUser, UserStatus } from './users.protocol.js';
import { type Transaction, UsersStore } from './users.store.js';

/** By user. */
const DESCRIBE: Bucket = { name: 'profile', points: 30, durationS: 60 };

/** The profile fields of a user; absent ones stay unchanged. */
export interface ProfileChange {
  displayName?: string;
  bio?: string;
}

export interface UserQuery {
  /** Part of a username or display name; case does not matter. */
  query?: string;
  limit: number;
  cursor?: string;
}

/** Users, as other users see them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersStore,
    private readonly blocks: BlocksStore,
    private readonly events: Events,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly limits: Limits,
  ) {}

  /** @throws user_not_found */
  async getOwn(userId: string): Promise<OwnUser> {
    const user = await this.users.findById(userId);
    if (!user) throw usersErrors.user_not_found();
    return asOwnUser(user);
  }

  /** An active user, for any viewer: presence comes from `getPublic` alone. @throws user_not_found */
  async getActive(userId: string): Promise<NamedUser> {
    return asNamedUser(visible(await this.users.findById(userId)));
  }

  /** As `getActive`; undefined when there is no such active user. */
  async findActive(userId: string): Promise<NamedUser | undefined> {
    const user = await this.users.findById(userId);
    return user?.accountStatus === 'active' ? asNamedUser(user) : undefined;
  }

  /** As `getActive`. @throws user_not_found */
  async getActiveByUsername(username: string): Promise<NamedUser> {
    return asNamedUser(visible(await this.findByUsername(username)));
  }

  /** As one viewer sees an active user. @throws user_not_found */
  async getPublic(userId: string, viewerId: string): Promise<PublicUser> {
    return this.shownTo(viewerId, visible(await this.users.findById(userId)));
  }

  /** As `getPublic`; undefined when there is no such active user. */
  async findPublic(userId: string, viewerId: string): Promise<PublicUser | undefined> {
    const user = await this.users.findById(userId);
    return user?.accountStatus === 'active' ? this.shownTo(viewerId, user) : undefined;
  }

  /** As `getPublic`. @throws user_not_found */
  async getByUsername(username: string, viewerId: string): Promise<PublicUser> {
    return this.shownTo(viewerId, visible(await this.findByUsername(username)));
  }

  /** Also deleted accounts; unknown ids are left out. By id. */
  async seenBy(viewerId: string, userIds: string[]): Promise<Map<string, SeenUser>> {
    const { blocked, blockers } = await this.blocks.among(viewerId, userIds);
    const [toGuest, ...users] = await Promise.all([
      this.isGuest(viewerId),
      ...userIds.map((id) => this.users.findById(id)),
    ]);
    return new Map(
      users
        .filter((user) => user !== undefined)
        .map((user) => {
          const { id } = user;
          const facts = { isBlocked: blocked.has(id), isBlocker: blockers.has(id), toGuest };
          return [id, asSeenUser(user, facts)];
        }),
    );
  }

  /** Each of these users as their viewer sees them, by position; undefined for those of whom nothing is left. */
  async seenByEach(pairs: { viewerId: string; userId: string }[]): Promise<(SeenUser | undefined)[]> {
    const people = new Set(pairs.flatMap(({ viewerId, userId }) => [viewerId, userId]));
    const between = await this.blocks.between([...people]);
    const blocks = new Set(between.map(({ blockerId, blockedId }) => `${blockerId} ${blockedId}`));
    const has = (blockerId: string, blockedId: string) => blocks.has(`${blockerId} ${blockedId}`);
    return Promise.all(
      pairs.map(async ({ viewerId, userId }) => {
        const [user, toGuest] = await Promise.all([this.users.findById(userId), this.isGuest(viewerId)]);
        const facts = { isBlocked: has(viewerId, userId), isBlocker: has(userId, viewerId), toGuest };
        return user && asSeenUser(user, facts);
      }),
    );
  }

  /** Those of them who exist. */
  async findByUsernames(usernames: string[]): Promise<NamedUser[]> {
    const users = await this.users.findByUsernames(usernames.map(canonicalUsername));
    return users.filter(({ accountStatus }) => accountStatus === 'active').map(asNamedUser);
  }

  /** @throws guest_not_allowed, validation_failed for a foreign cursor */
  async list(principal: Principal, { query, limit, cursor }: UserQuery): Promise<Page<PublicUser>> {
    refuseGuests(principal);
    const users = await this.users.list(
      query,
      cursor === undefined ? undefined : readUsernameCursor(cursor),
      limit + 1,
    );
    const { shown, nextCursor } = pageOf(users.map(asPublicUser), limit, ({ username }) =>
      writeUsernameCursor(username),
    );
    const ids = shown.map(({ id }) => id);
    const { blockers } = await this.blocks.among(principal.userId, ids);
    const items = shown.map((user) =>
      asSeenBy(user, { isGuest: principal.isGuest, isBlocked: blockers.has(user.id) }),
    );
    return { items, nextCursor };
  }

  /** @throws validation_failed that names the field; rate_limited */
  async describe({ userId, sessionId }: Principal, change: ProfileChange): Promise<OwnUser> {
    const { displayName, bio } = change;
    const fields = [displayName !== undefined && 'displayName', bio !== undefined && 'bio'].filter(
      (field) => field !== false,
    );
    if (fields.length === 0) return this.getOwn(userId);
    const clean = {
      displayName: displayName === undefined ? null : checkDisplayName(displayName),
      bio: bio === undefined ? null : checkBio(bio),
    };
    await this.limits.consume(DESCRIBE, userId);
    const user = await this.users.transaction(async (tx) => {
      const changed = await this.users.describe(userId, clean, tx);
      if (!changed) return undefined;
      const entry = { actorId: userId, subjectId: userId, sessionId, details: { fields } };
      await this.audit.record({ event: 'user_updated', result: 'success', ...entry }, tx);
      await this.outbox.record([outgoingUser('user.updated', asPublicUser(changed))], tx);
      return changed;
    });
    if (!user) throw usersErrors.user_not_found();
    return asOwnUser(user);
  }

  /**
   * The medium that shows the user from now on, or none.
   * @returns the user as they are then, and the medium there was
   * @throws user_not_found
   */
  async setAvatar(
    userId: string,
    mediaId: string | null,
    tx: Transaction,
  ): Promise<{ user: OwnUser; before: string | null }> {
    const changed = await this.users.setAvatar(userId, mediaId, tx);
    if (!changed) throw usersErrors.user_not_found();
    return { user: asOwnUser(changed.user), before: changed.before };
  }

  async chooseStatus(principal: Principal, status: UserStatus): Promise<OwnUser> {
    const chosen = await this.users.chooseStatus(principal.userId, status);
    if (!chosen) throw usersErrors.user_not_found();
    if (chosen.isSeen) this.events.publish(new StatusChosen(principal.userId));
    return asOwnUser(chosen.user);
  }

  private async shownTo(viewerId: string, user: User): Promise<PublicUser> {
    const [isGuest, isBlocked] = await Promise.all([
      this.isGuest(viewerId),
      this.blocks.has(user.id, viewerId),
    ]);
    return asSeenBy(asPublicUser(user), { isSelf: viewerId === user.id, isGuest, isBlocked });
  }

  /** Also true of an unknown user. */
  private async isGuest(viewerId: string): Promise<boolean> {
    return (await this.users.findById(viewerId))?.kind !== 'member';
  }

  private async findByUsername(typed: string): Promise<User | undefined> {
    const username = trimmed(typed);
    return isUsername(username) ? this.users.findByUsername(canonicalUsername(username)) : undefined;
  }
}

function visible(user: User | undefined): User {
  if (user?.accountStatus !== 'active') throw usersErrors.user_not_found();
  return user;
}
