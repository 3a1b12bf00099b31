import { Injectable } from '@nestjs/common';
import { SignInLocks } from '../auth/sign-in-locks.service.js';
import { OneTimeTokens } from '../emails/one-time-tokens.service.js';
import { Audit } from '../platform/audit/audit.js';
import type { Principal } from '../platform/access/principal.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import { SessionEnds } from '../sessions/revocation/session-ends.service.js';
import type { Transaction } from '../sessions/sessions.service.js';
import type { MemberNames } from '../users/accounts.service.js';
import { type AccountStatusChange, AccountStatusService } from '../users/account-status.service.js';
import { type AccountInfo, type AccountStatus, ADMIN_ROLE, type RoleInfo } from '../users/users.protocol.js';
import { type Invitation, Invitations } from './invitations.js';

/** What administrators do to other users' accounts. Nobody grants, takes or touches a role above their own. */
@Injectable()
export class AdminAccounts {
  constructor(
    private readonly invitations: Invitations,
    private readonly accountStatus: AccountStatusService,
    private readonly sessions: SessionEnds,
    private readonly tokens: OneTimeTokens,
    private readonly locks: SignInLocks,
    private readonly audit: Audit,
  ) {}

  /**
   * Makes an account whose owner chooses the password, by a link that is mailed to them.
   * @throws validation_failed, permission_denied, username_taken, email_taken, rate_limited
   */
  async invite(admin: Principal, invitation: Invitation): Promise<AccountInfo> {
    return this.accountStatus.get(await this.invitations.send(admin, invitation));
  }

  /** The first administrator, on behalf of the configuration. @returns whether there was none */
  seed(names: MemberNames): Promise<boolean> {
    return this.sessions.within(async (tx) => {
      if (await this.accountStatus.hasAdmin(tx)) return false;
      await this.invitations.create(names, { roles: [ADMIN_ROLE] }, tx);
      return true;
    });
  }

  /**
   * Gives and takes roles, switches an account off and on. Switching it off ends its sessions and sockets, and whatever
   * was mailed to its owner; switching it on brings none of that back.
   * @throws user_not_found, validation_failed, permission_denied, guests_hold_no_roles, last_admin
   */
  async change(admin: Principal, userId: string, change: AccountStatusChange): Promise<AccountInfo> {
    return this.sessions.within(async (tx, endAll) => {
      const { before, after } = await this.accountStatus.change(admin, userId, change, tx);
      const off = after.status !== 'active' && after.status !== before.status;
      const sessionsEnded = off ? await endAll(userId, 'account_disabled') : 0;
      if (off) await this.tokens.voidAllOf(userId, tx);
      await this.recordChange(admin, before, after, sessionsEnded, tx);
      return after;
    });
  }

  /**
   * Unlocks an account that was locked by other people's failed sign-ins, at once. To change its status use `change`.
   * @throws user_not_found, permission_denied
   */
  async unlock(admin: Principal, userId: string): Promise<AccountInfo> {
    const { account, resetLimits } = await this.sessions.within(async (tx) => {
      const account = await this.accountStatus.reach(admin, userId, 'locks', tx);
      const resetLimits = await this.locks.lift(userId, tx);
      const who = { actorId: admin.userId, subjectId: userId, sessionId: admin.sessionId };
      await this.audit.record(
        { event: 'authz_admin', result: 'success', reason: 'locks_lifted', ...who },
        tx,
      );
      return { account, resetLimits };
    });
    await resetLimits();
    return account;
  }

  /** @throws user_not_found */
  async get(admin: Principal, userId: string): Promise<AccountInfo> {
    const account = await this.accountStatus.get(userId);
    this.noteReading(admin, { what: 'account' }, userId);
    return account;
  }

  /** By username. @throws validation_failed for a foreign cursor */
  async list(
    admin: Principal,
    query: { query?: string; status?: AccountStatus; limit: number; cursor?: string },
  ): Promise<Page<AccountInfo>> {
    const page = await this.accountStatus.list(query);
    this.noteReading(admin, { what: 'accounts', count: page.items.length });
    return page;
  }

  roles(): Promise<RoleInfo[]> {
    return this.accountStatus.listRoles();
  }

  /** One audit row for each kind of change, with the event names that monitoring expects. */
  private async recordChange(
    { userId: actorId, sessionId }: Principal,
    before: AccountInfo,
    after: AccountInfo,
    sessionsEnded: number,
    tx: Transaction,
  ): Promise<void> {
    const entry = { result: 'success', actorId, subjectId: before.id, sessionId } as const;
    const from = { roles: before.roles, status: before.status };
    if (before.roles.join() !== after.roles.join())
      await this.audit.record(
        {
          event: 'privilege_permissions_changed',
          ...entry,
          details: { from: from.roles, to: after.roles },
        },
        tx,
      );
    if (before.status !== after.status)
      await this.audit.record(
        {
          event: after.status === 'active' ? 'user_updated' : 'user_archived',
          ...entry,
          reason: `account_${after.status}`,
          details: { from: from.status, to: after.status, sessionsEnded },
        },
        tx,
      );
  }

  private noteReading(
    { userId: actorId, sessionId }: Principal,
    details: { what: string; count?: number },
    subjectId?: string,
  ): void {
    this.audit.note({ event: 'authz_admin', result: 'success', actorId, subjectId, sessionId, details });
  }
}
