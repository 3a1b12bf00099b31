import { Injectable } from '@nestjs/common';
import { Outbox } from '../platform/outbox/outbox.js';
import { pageOf } from '../platform/http/cursor.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import type { Principal } from '../platform/access/principal.js';
import { PermissionsService } from './permissions.service.js';
import { roleChange } from './roles.policy.js';
import { RolesStore } from './roles.store.js';
import { AccountStatusStore, type Transaction } from './account-status.store.js';
import { readUsernameCursor, writeUsernameCursor } from './username-cursor.js';
import { usersErrors } from './users.errors.js';
import { outgoingFarewell, outgoingUser } from './users.outgoing.js';
import { type AccountInfo, type AccountStatus, ADMIN_ROLE, type RoleInfo } from './users.protocol.js';

/** The fields of another user's account that may be changed. */
export interface AccountStatusChange {
  /** Exactly these, and the one that every member has. */
  roles?: string[];
  status?: Exclude<AccountStatus, 'deleted'>;
}

/** Which roles accounts have and whether they may be used. Every write joins the caller's transaction. */
@Injectable()
export class AccountStatusService {
  constructor(
    private readonly accountStatus: AccountStatusStore,
    private readonly roles: RolesStore,
    private readonly permissions: PermissionsService,
    private readonly outbox: Outbox,
  ) {}

  /** @throws user_not_found */
  async get(userId: string): Promise<AccountInfo> {
    const account = await this.accountStatus.find(userId);
    if (!account) throw usersErrors.user_not_found();
    return account;
  }

  /** By username. @throws validation_failed for a foreign cursor */
  async list(query: {
    query?: string;
    status?: AccountStatus;
    limit: number;
    cursor?: string;
  }): Promise<Page<AccountInfo>> {
    const { cursor, limit, ...filter } = query;
    const after = cursor === undefined ? undefined : readUsernameCursor(cursor);
    const accounts = await this.accountStatus.list({ ...filter, after, limit: limit + 1 });
    const { shown, nextCursor } = pageOf(accounts, limit, ({ username }) => writeUsernameCursor(username));
    return { items: shown, nextCursor };
  }

  /** Accounts elsewhere with which the user signs in here. */
  async identities(userId: string): Promise<{ provider: string; subject: string; createdAt: string }[]> {
    const rows = await this.accountStatus.identities(userId);
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
  }

  listRoles(): Promise<RoleInfo[]> {
    return this.roles.list();
  }

  /**
   * Grants and removes roles, enables and disables an account. Two concurrent changes to each other's account run one after the
   * other, and the permissions of the later one are checked again.
   * @returns the account as it was and as it is
   * @throws user_not_found, validation_failed, permission_denied, guests_hold_no_roles, last_admin
   */
  async change(
    actor: Principal,
    userId: string,
    { roles, status }: AccountStatusChange,
    tx: Transaction,
  ): Promise<{ before: AccountInfo; after: AccountInfo }> {
    await this.accountStatus.hold([actor.userId, userId], tx);
    const held = await this.permissions.held('users.update', actor, tx);
    const before = await this.accountStatus.find(userId, tx);
    if (!before || before.status === 'deleted') throw usersErrors.user_not_found();
    const change = roleChange(before.roles, roles ?? before.roles);
    if (roles) await this.permissions.checkGrant(held, [...change.added, ...change.taken], actor, tx);
    const fields = [roles && 'roles', status && 'status'].filter((field) => field !== undefined);
    await this.permissions.checkReach(held, before, fields, actor, tx);
    if (before.isGuest && roles && roles.length > 0) throw usersErrors.guests_hold_no_roles();
    const keepsAdmin = !change.taken.includes(ADMIN_ROLE) && (status ?? before.status) === 'active';
    if (!keepsAdmin) await this.refuseLastAdmin(before, tx);
    if (roles && !before.isGuest) await this.roles.set(userId, change, actor.userId, tx);
    if (status && status !== before.status) await this.accountStatus.setStatus(userId, status, tx);
    const after = (await this.accountStatus.find(userId, tx))!;
    if (after.status !== before.status)
      await this.outbox.record(
        [outgoingUser(after.status === 'active' ? 'user.updated' : 'user.blocked', after)],
        tx,
      );
    return { before, after };
  }

  /**
   * Locks an account for a change of neither its roles nor its status.
   * @throws user_not_found, permission_denied
   */
  async reach(actor: Principal, userId: string, field: string, tx: Transaction): Promise<AccountInfo> {
    await this.accountStatus.hold([actor.userId, userId], tx);
    const held = await this.permissions.held('users.update', actor, tx);
    const account = await this.accountStatus.find(userId, tx);
    if (!account || account.status === 'deleted') throw usersErrors.user_not_found();
    await this.permissions.checkReach(held, account, [field], actor, tx);
    return account;
  }

  /** Erases all of an account that others' records do not need. @throws user_not_found, last_admin */
  async erase(userId: string, tx: Transaction): Promise<void> {
    await this.accountStatus.hold([userId], tx);
    const account = await this.accountStatus.find(userId, tx);
    if (!account || account.status === 'deleted') throw usersErrors.user_not_found();
    await this.refuseLastAdmin(account, tx);
    await this.accountStatus.erase(userId, tx);
    await this.outbox.record([outgoingFarewell(userId)], tx);
  }

  /** Whether there is an admin; nobody can become one until the transaction ends. */
  async hasAdmin(tx: Transaction): Promise<boolean> {
    await this.roles.holdAdmins(tx);
    return this.roles.hasAdmin(tx);
  }

  /** Some of the guests who were not seen for so many days, by id. */
  idleGuests(days: number, after: string | null, limit: number): Promise<string[]> {
    return this.accountStatus.idleGuests(days, after, limit);
  }

  /** Of several concurrent calls one returns true, and none when the guest has come back. */
  holdIdleGuest(userId: string, days: number, tx: Transaction): Promise<boolean> {
    return this.accountStatus.holdIdleGuest(userId, days, tx);
  }

  /** Takes the row itself away. @throws when others' records need it, see `isMissed` */
  async remove(userId: string, tx: Transaction): Promise<void> {
    await this.accountStatus.delete(userId, tx);
    await this.outbox.record([outgoingFarewell(userId)], tx);
  }

  /** Whether `remove` failed because others' records need the row. */
  isMissed(error: unknown): boolean {
    return this.accountStatus.isMissed(error);
  }

  private async refuseLastAdmin({ id, roles, status }: AccountInfo, tx: Transaction): Promise<void> {
    if (status !== 'active' || !roles.includes(ADMIN_ROLE)) return;
    await this.roles.holdAdmins(tx);
    if (!(await this.roles.hasOtherAdmin(id, tx))) throw usersErrors.last_admin();
  }
}
