import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Events } from '../platform/events/events.js';
import type { Principal } from '../platform/http/principal.js';
import { refuseGuests } from '../platform/http/principal.js';
import type { Page } from '../platform/http/problem.protocol.js';
import { checkDisplayName } from './display-name.policy.js';
import { readUsernameCursor, writeUsernameCursor } from './username-cursor.js';
import { canonicalUsername, isUsername } from './username.policy.js';
import { usersErrors } from './users.errors.js';
import { StatusChosen } from './users.events.js';
import { asOwnUser, asPublicUser, type User } from './users.policy.js';
import type { OwnUser, PublicUser, UserStatus } from './users.protocol.js';
import { UsersStore } from './users.store.js';

export interface UserQuery {
  /** Part of a username or display name; case does not matter. */
  query?: string;
  limit: number;
  cursor?: string;
}

/** Who exists, as users see each other. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersStore,
    private readonly events: Events,
    private readonly audit: Audit,
  ) {}

  /** @throws user_not_found */
  async getOwn(userId: string): Promise<OwnUser> {
    const user = await this.users.findById(userId);
    if (!user) throw usersErrors.user_not_found();
    return asOwnUser(user);
  }

  /** @throws user_not_found, also for whom is blocked or inactive */
  async getPublic(userId: string): Promise<PublicUser> {
    return visible(await this.users.findById(userId));
  }

  /** @throws user_not_found */
  async getByUsername(username: string): Promise<PublicUser> {
    return visible(
      isUsername(username) ? await this.users.findByUsername(canonicalUsername(username)) : undefined,
    );
  }

  /** @throws guest_not_allowed, validation_failed for a cursor that is not ours */
  async list(principal: Principal, { query, limit, cursor }: UserQuery): Promise<Page<PublicUser>> {
    refuseGuests(principal);
    const users = await this.users.list(
      query,
      cursor === undefined ? undefined : readUsernameCursor(cursor),
      limit + 1,
    );
    const items = users.slice(0, limit).map(asPublicUser);
    const last = items.at(-1);
    return { items, nextCursor: users.length > limit && last ? writeUsernameCursor(last.username) : null };
  }

  /** @throws validation_failed that names `displayName` */
  async rename({ userId, sessionId }: Principal, displayName: string): Promise<OwnUser> {
    const name = checkDisplayName(displayName);
    const user = await this.users.transaction(async (tx) => {
      const renamed = await this.users.rename(userId, name, tx);
      const entry = { actorId: userId, subjectId: userId, sessionId, details: { fields: ['displayName'] } };
      if (renamed) await this.audit.record({ event: 'user_updated', result: 'success', ...entry }, tx);
      return renamed;
    });
    if (!user) throw usersErrors.user_not_found();
    return asOwnUser(user);
  }

  async chooseStatus(principal: Principal, status: UserStatus): Promise<OwnUser> {
    const user = await this.users.chooseStatus(principal.userId, status);
    if (!user) throw usersErrors.user_not_found();
    this.events.publish(new StatusChosen(user.id, status));
    return asOwnUser(user);
  }
}

function visible(user: User | undefined): PublicUser {
  if (user?.accountStatus !== 'active') throw usersErrors.user_not_found();
  return asPublicUser(user);
}
