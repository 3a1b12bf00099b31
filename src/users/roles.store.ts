import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Permission } from '../platform/access/principal.js';
import { ADMIN_ROLE, type RoleInfo } from './users.protocol.js';

/** Roles are sets of permissions; stores which user has which role. */
@Injectable()
export class RolesStore {
  constructor(private readonly database: Database) {}

  /** The permissions of an active user by all roles together; none for any other. */
  async permissionsOf(userId: string, tx: Transaction = this.database): Promise<Set<Permission>> {
    const rows = await tx.$queryRaw<{ permission: Permission }[]>`
      SELECT DISTINCT p.permission FROM users u JOIN user_roles r ON r.user_id = u.id
        JOIN role_permissions p ON p.role = r.role
      WHERE u.id = ${userId}::uuid AND u.kind = 'member' AND u.account_status = 'active'`;
    return new Set(rows.map((row) => row.permission));
  }

  /** All there are, by name. */
  list(tx: Transaction = this.database): Promise<RoleInfo[]> {
    return tx.$queryRaw`
      SELECT name, about, ARRAY(SELECT permission FROM role_permissions WHERE role = name
        ORDER BY permission) AS permissions
      FROM roles ORDER BY name`;
  }

  async set(
    userId: string,
    { added, taken }: { added: string[]; taken: string[] },
    grantedBy: string,
    tx: Transaction,
  ): Promise<void> {
    await tx.$executeRaw`DELETE FROM user_roles WHERE user_id = ${userId}::uuid AND role = ANY(${taken})`;
    await tx.$executeRaw`
      INSERT INTO user_roles (user_id, role, granted_by) SELECT ${userId}::uuid, role, ${grantedBy}::uuid
        FROM unnest(${added}::text[]) AS role`;
  }

  /** Until the transaction ends nobody else can ask whether there would be another admin left. */
  async holdAdmins(tx: Transaction): Promise<void> {
    await tx.$queryRaw`SELECT 1 FROM roles WHERE name = ${ADMIN_ROLE} FOR NO KEY UPDATE`;
  }

  /** Whether another user has the role admin and a sign-in method. */
  async hasOtherAdmin(userId: string, tx: Transaction): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM user_roles r JOIN users u ON u.id = r.user_id
      WHERE r.role = ${ADMIN_ROLE} AND u.id <> ${userId}::uuid AND u.account_status = 'active'
        AND (u.password_hash IS NOT NULL OR EXISTS (SELECT FROM oauth_identities i WHERE i.user_id = u.id)) LIMIT 1`;
    return rows.length > 0;
  }

  /** Whether any user has the role admin. */
  async hasAdmin(tx: Transaction): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM user_roles r JOIN users u ON u.id = r.user_id WHERE r.role = ${ADMIN_ROLE}
        AND u.account_status <> 'deleted' LIMIT 1`;
    return rows.length > 0;
  }
}
