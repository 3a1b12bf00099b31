import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { BatchedLookup } from '../platform/database/batched-lookup.js';
import { Database, type Transaction, violatedConstraint } from '../platform/database/database.js';
import { asOwnUser, type User } from './users.policy.js';
import type { OwnUser, UserStatus } from './users.protocol.js';

export type { Transaction } from '../platform/database/database.js';

/** What deciding a sign-in needs; never leaves the server. */
export interface Account {
  own: OwnUser;
  isActive: boolean;
  passwordHash: string | null;
  credentialVersion: number;
}

export interface NewAccount {
  kind: 'member' | 'guest';
  username: string;
  usernameCanonical: string;
  displayName: string;
  email: string | null;
  emailCanonical: string | null;
  passwordHash: string | null;
}

type AccountRow = User & { passwordHash: string | null; credentialVersion: number };

const USER = Prisma.sql`id, kind::text, username, display_name AS "displayName", email, account_status::text AS "accountStatus",
  chosen_status::text AS "chosenStatus", is_online AS "isOnline", last_seen_at AS "lastSeenAt", created_at AS "createdAt"`;
const ACCOUNT = Prisma.sql`${USER}, password_hash AS "passwordHash", credential_version AS "credentialVersion"`;

@Injectable()
export class UsersStore {
  /** Every request of somebody signed in and every new connection asks for a user. */
  private readonly byId = new BatchedLookup((ids) => this.findByIds(ids));

  constructor(private readonly database: Database) {}

  findById(id: string): Promise<User | undefined> {
    return this.byId.find(id);
  }

  async findByUsername(usernameCanonical: string): Promise<User | undefined> {
    const rows = await this.database.$queryRaw<
      User[]
    >`SELECT ${USER} FROM users WHERE username_canonical = ${usernameCanonical}`;
    return rows[0];
  }

  findAccountByUsername(usernameCanonical: string): Promise<Account | undefined> {
    return this.findAccount(Prisma.sql`username_canonical = ${usernameCanonical}`);
  }

  findAccountByEmail(emailCanonical: string): Promise<Account | undefined> {
    return this.findAccount(Prisma.sql`email_canonical = ${emailCanonical}`);
  }

  findAccountById(id: string, tx?: Transaction): Promise<Account | undefined> {
    return this.findAccount(Prisma.sql`id = ${id}::uuid`, tx);
  }

  /** Active members by username, after `after`. */
  list(query: string | undefined, after: string | undefined, limit: number): Promise<User[]> {
    const pattern = query === undefined ? null : `%${query.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    const matches =
      pattern === null
        ? Prisma.empty
        : Prisma.sql`AND (username_canonical LIKE ${pattern} OR lower(display_name) LIKE ${pattern})`;
    const further = after === undefined ? Prisma.empty : Prisma.sql`AND username_canonical > ${after}`;
    return this.database.$queryRaw<User[]>`SELECT ${USER} FROM users
      WHERE kind = 'member' AND account_status = 'active' ${matches} ${further} ORDER BY username_canonical LIMIT ${limit}`;
  }

  /** @returns undefined when the username or the e-mail address is taken; waits for whoever is just taking it */
  async insert(account: NewAccount, tx: Transaction): Promise<Account | undefined> {
    const rows = await tx.$queryRaw<AccountRow[]>`
      INSERT INTO users (id, kind, username, username_canonical, display_name, email, email_canonical, password_hash)
      VALUES (${randomUUID()}::uuid, ${account.kind}::account_kind, ${account.username}, ${account.usernameCanonical}, ${account.displayName},
        ${account.email}, ${account.emailCanonical}, ${account.passwordHash})
      ON CONFLICT DO NOTHING RETURNING ${ACCOUNT}`;
    return rows[0] && asAccount(rows[0]);
  }

  /** @returns undefined when the user is no guest (any more); @throws on a taken name, see `takenName` */
  async upgrade(
    id: string,
    account: Omit<NewAccount, 'kind'>,
    tx: Transaction,
  ): Promise<Account | undefined> {
    const { count } = await tx.user.updateMany({
      where: { id, kind: 'guest' },
      data: { ...account, kind: 'member', credentialVersion: { increment: 1 } },
    });
    if (count === 0) return undefined;
    return this.findAccountById(id, tx);
  }

  /** Which of the two somebody else has. */
  async taken(
    usernameCanonical: string,
    emailCanonical: string | null,
    except: string | null,
    tx: Transaction,
  ): Promise<{ username: boolean; email: boolean }> {
    const rows = await tx.$queryRaw<{ username: boolean; email: boolean }[]>`
      SELECT EXISTS (SELECT FROM users WHERE username_canonical = ${usernameCanonical} AND id IS DISTINCT FROM ${except}::uuid) AS username,
             EXISTS (SELECT FROM users WHERE email_canonical = ${emailCanonical} AND id IS DISTINCT FROM ${except}::uuid) AS email`;
    return rows[0]!;
  }

  /** Which name `upgrade` failed for because another took it at the same moment. */
  takenName(error: unknown): 'username' | 'email' | undefined {
    const index = violatedConstraint(error);
    return index === undefined ? undefined : index.includes('email') ? 'email' : 'username';
  }

  /**
   * Holds the account as it was seen until the transaction ends, so that a block or a password change waits or wins.
   * @returns false when it has changed or is not active
   */
  async hold(id: string, credentialVersion: number, tx: Transaction): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM users WHERE id = ${id}::uuid AND credential_version = ${credentialVersion} AND account_status = 'active' FOR NO KEY UPDATE`;
    return rows.length === 1;
  }

  /** @returns undefined when the account has changed since it was seen, or is not active */
  async changePassword(
    id: string,
    credentialVersion: number,
    passwordHash: string,
    tx: Transaction,
  ): Promise<Account | undefined> {
    const rows = await tx.$queryRaw<AccountRow[]>`
      UPDATE users SET password_hash = ${passwordHash}, credential_version = credential_version + 1
      WHERE id = ${id}::uuid AND credential_version = ${credentialVersion} AND account_status = 'active' RETURNING ${ACCOUNT}`;
    return rows[0] && asAccount(rows[0]);
  }

  async replacePasswordHash(id: string, seen: string, next: string): Promise<void> {
    await this.database.user.updateMany({ where: { id, passwordHash: seen }, data: { passwordHash: next } });
  }

  async chooseStatus(id: string, status: UserStatus): Promise<User | undefined> {
    const rows = await this.database.$queryRaw<
      User[]
    >`UPDATE users SET chosen_status = ${status}::chosen_status WHERE id = ${id}::uuid RETURNING ${USER}`;
    return rows[0];
  }

  private async findByIds(ids: string[]): Promise<Map<string, User>> {
    const rows = await this.database.$queryRaw<
      User[]
    >`SELECT ${USER} FROM users WHERE id = ANY(${ids}::uuid[])`;
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async findAccount(
    condition: Prisma.Sql,
    tx: Transaction = this.database,
  ): Promise<Account | undefined> {
    const rows = await tx.$queryRaw<AccountRow[]>`SELECT ${ACCOUNT} FROM users WHERE ${condition}`;
    return rows[0] && asAccount(rows[0]);
  }
}

function asAccount(row: AccountRow): Account {
  return {
    own: asOwnUser(row),
    isActive: row.accountStatus === 'active',
    passwordHash: row.passwordHash,
    credentialVersion: row.credentialVersion,
  };
}
