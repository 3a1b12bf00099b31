import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import type { AuditEntry } from '../platform/audit/audit.policy.js';
import type { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import type { Permission, Principal } from '../platform/access/principal.js';
import type { FieldError } from '../platform/wire/problem.protocol.js';
import { rolesAbove, unknownRoles } from './roles.policy.js';
import { RolesStore } from './roles.store.js';
import type { Transaction } from './account-status.store.js';
import type { AccountInfo } from './users.protocol.js';

type Held = ReadonlySet<Permission>;

/** Permission checks. They query the database each time, so that a removed role takes effect at once. */
@Injectable()
export class PermissionsService {
  constructor(
    private readonly roles: RolesStore,
    private readonly audit: Audit,
  ) {}

  /** @throws permission_denied */
  async require(permission: Permission, principal: Principal): Promise<void> {
    await this.held(permission, principal);
  }

  /** For where nothing is refused: it only allows more. */
  async has(
    permission: Permission,
    { userId }: Pick<Principal, 'userId'>,
    tx?: Transaction,
  ): Promise<boolean> {
    return (await this.roles.permissionsOf(userId, tx)).has(permission);
  }

  /** All permissions of a user who must have at least this one. @throws permission_denied */
  async held(permission: Permission, principal: Principal, tx?: Transaction): Promise<Held> {
    const held = await this.roles.permissionsOf(principal.userId, tx);
    if (held.has(permission)) return held;
    throw this.denied(principal, { permission });
  }

  /**
   * Nobody grants or removes a role with permissions they lack.
   * @throws validation_failed or permission_denied that names `roles`
   */
  async checkGrant(held: Held, names: string[], actor: Principal, tx: Transaction): Promise<void> {
    const roles = await this.roles.list(tx);
    const unknown = unknownRoles(names, roles);
    if (unknown.length > 0)
      throw platformErrors.validation_failed({
        errors: unknown.map((name) => ({
          path: 'roles',
          code: 'role_unknown',
          message: `there is no role ${JSON.stringify(name)}`,
        })),
      });
    const above = rolesAbove(held, names, roles);
    if (above.length === 0) return;
    const errors = above.map((name) => ({
      path: 'roles',
      code: 'role_above_yours',
      message: `the role ${name} allows more than your own roles`,
    }));
    throw this.denied(actor, { fault: 'role_above_yours', roles: above }, errors);
  }

  /**
   * Nobody changes an account that may do more than theirs, nor their own by this way.
   * @throws permission_denied that names the fields
   */
  async checkReach(
    held: Held,
    { id, roles: names }: AccountInfo,
    fields: string[],
    actor: Principal,
    tx: Transaction,
  ): Promise<void> {
    const refuse = (fault: string, message: string) => {
      const errors = fields.map((path) => ({ path, code: fault, message }));
      return this.denied(actor, { fault }, errors, id);
    };
    if (id === actor.userId)
      throw refuse(
        'own_account',
        'another administrator has to change the roles and the status of your account',
      );
    if (rolesAbove(held, names, await this.roles.list(tx)).length > 0)
      throw refuse('account_above_yours', 'the account may do more than yours');
  }

  private denied(
    { userId, sessionId }: Principal,
    details: NonNullable<AuditEntry['details']>,
    errors?: FieldError[],
    subjectId?: string,
  ): AppError {
    this.audit.note({
      event: 'authz_fail',
      result: 'failure',
      reason: 'permission_denied',
      actorId: userId,
      subjectId,
      sessionId,
      details,
    });
    return platformErrors.permission_denied({ errors });
  }
}
