import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import type { Principal } from '../platform/access/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { Mail } from '../platform/mail/mail.js';
import { SessionEnds } from '../sessions/revocation/session-ends.service.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { AccountsService, type MemberNames } from '../users/accounts.service.js';
import { PermissionsService } from '../users/permissions.service.js';

export interface Invitation {
  username: string;
  email: string;
  /** Beside the one that every member has. */
  roles?: string[];
}

/** Invitation e-mails that one user has sent to other people. */
const INVITATIONS: Bucket = { name: 'invitation', points: 100, durationS: 3600 };

/** Accounts whose owners choose the password, by a link that is mailed to them. */
@Injectable()
export class Invitations {
  constructor(
    private readonly accounts: AccountsService,
    private readonly permissions: PermissionsService,
    private readonly sessions: SessionEnds,
    private readonly mail: Mail,
    private readonly limits: Limits,
    private readonly audit: Audit,
  ) {}

  /**
   * @returns the new account's id
   * @throws validation_failed, permission_denied, username_taken, email_taken, rate_limited
   */
  async send(admin: Principal, { username, email, roles = [] }: Invitation): Promise<string> {
    const names = this.accounts.checkNames(username, email);
    await this.limits.consume(INVITATIONS, admin.userId);
    return this.sessions.within(async (tx) => {
      const held = await this.permissions.held('users.create', admin, tx);
      await this.permissions.checkGrant(held, roles, admin, tx);
      return this.create(names, { roles, by: admin.userId, sessionId: admin.sessionId }, tx);
    });
  }

  /** @param by absent where the configuration invites */
  async create(
    names: MemberNames,
    { roles, by, sessionId }: { roles: string[]; by?: string; sessionId?: string },
    tx: Transaction,
  ): Promise<string> {
    const { own } = await this.accounts.createMember(names, null, tx, { roles, by });
    await this.mail.enqueue({ kind: 'invitation', email: names.emailCanonical! }, tx);
    await this.audit.record(
      {
        event: 'user_created',
        result: 'success',
        reason: by ? 'invited' : 'first_admin',
        actorId: by,
        subjectId: own.id,
        sessionId,
        details: { kind: 'member', roles },
      },
      tx,
    );
    return own.id;
  }
}
