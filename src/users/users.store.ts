import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { BatchedLookup } from '../platform/database/batched-lookup.js';
import { Database, type Transaction, violatedConstraint } from '../platform/database/database.js';
import { MediaUrls } from '../platform/secrets/media-urls.js';
import { fold } from '../platform/text/words.protocol.js';
import { isCalled } from './name-search.store.js';
import { asOwnUser, type User } from './users.policy.js';
import type { OwnUser, UserStatus } from './users.protocol.js';

export type { Transaction } from '../platform/database/database.js';

/** The fields that decide a sign-in; never leave the server. */
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
  roles: string[];
  /** Absent for roles that come with the account. */
  grantedBy?: string;
}

type UserRow = Omit<User, 'avatarUrl'> & { avatarId: string | null };
type AccountRow = UserRow & { passwordHash: string | null; credentialVersion: number };

const USER = Prisma.sql`id, kind::text, username, display_name AS "displayName", email,
  account_status::text AS "accountStatus",
  chosen_status::text AS "chosenStatus", is_online AS "isOnline", last_seen_at AS "lastSeenAt",
    created_at AS "createdAt",
  email_verified_at AS "emailVerifiedAt", bio, avatar_id AS "avatarId"`;
const ACCOUNT = Prisma.sql`${USER}, password_hash AS "passwordHash", credential_version AS "credentialVersion"`;

@Injectable()
export class UsersStore {
  /** Every authenticated request and every new connection runs this query. */
  private readonly byId = new BatchedLookup((ids) => this.findByIds(ids));

  constructor(
    private readonly database: Database,
    private readonly mediaUrls: MediaUrls,
  ) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work);
  }

  findById(id: string): Promise<User | undefined> {
    return this.byId.find(id);
  }

  async findByUsername(usernameCanonical: string): Promise<User | undefined> {
    const rows = await this.database.$queryRaw<
      UserRow[]
    >`SELECT ${USER} FROM users WHERE username_canonical = ${usernameCanonical}`;
    return rows[0] && this.asUser(rows[0]);
  }

  async findByUsernames(usernamesCanonical: string[]): Promise<User[]> {
    return this.database
      .$queryRaw`SELECT ${USER} FROM users WHERE username_canonical = ANY(${usernamesCanonical}::text[])`;
  }

  findAccountByUsername(usernameCanonical: string): Promise<Account | undefined> {
    return this.findAccount(Prisma.sql`username_canonical = ${usernameCanonical}`);
  }

  findAccountByEmail(emailCanonical: string, tx?: Transaction): Promise<Account | undefined> {
    return this.findAccount(Prisma.sql`email_canonical = ${emailCanonical}`, tx);
  }

  findAccountById(id: string, tx?: Transaction): Promise<Account | undefined> {
    return this.findAccount(Prisma.sql`id = ${id}::uuid`, tx);
  }

  /** Active members by username, after `after`. */
  async list(query: string | undefined, after: string | undefined, limit: number): Promise<User[]> {
    const further = after === undefined ? Prisma.empty : Prisma.sql`AND username_canonical > ${after}`;
    const rows = await this.database.$queryRaw<UserRow[]>`SELECT ${USER} FROM users u
      WHERE kind = 'member' AND account_status = 'active' ${isCalled(query)} ${further} ORDER BY username_canonical
        LIMIT ${limit}`;
    return rows.map((row) => this.asUser(row));
  }

  /** @returns undefined when the username or the e-mail is taken; waits for a concurrent registration */
  async insert(account: NewAccount, tx: Transaction): Promise<Account | undefined> {
    const rows = await tx.$queryRaw<AccountRow[]>`
      WITH created AS (
        INSERT INTO users (id, kind, username, username_canonical, display_name, display_name_folded, email,
          email_canonical, password_hash)
        VALUES (${randomUUID()}::uuid, ${account.kind}::account_kind, ${account.username}, ${account.usernameCanonical},
          ${account.displayName},
          ${fold(account.displayName)}, ${account.email}, ${account.emailCanonical}, ${account.passwordHash})
        ON CONFLICT DO NOTHING RETURNING *),
      granted AS (
        INSERT INTO user_roles (user_id, role, granted_by)
        SELECT created.id, role, ${account.grantedBy ?? null}::uuid
          FROM created, unnest(${account.roles}::text[]) AS role)
      SELECT ${ACCOUNT} FROM created`;
    return rows[0] && this.asAccount(rows[0]);
  }

  /** @returns undefined when the user is not an active guest, or no longer; @throws on a taken name, see `takenName` */
  async upgrade(
    id: string,
    { roles, ...account }: Omit<NewAccount, 'kind' | 'grantedBy'>,
    tx: Transaction,
  ): Promise<Account | undefined> {
    const { count } = await tx.user.updateMany({
      where: { id, kind: 'guest', accountStatus: 'active' },
      data: {
        ...account,
        displayNameFolded: fold(account.displayName),
        kind: 'member',
        credentialVersion: { increment: 1 },
      },
    });
    if (count === 0) return undefined;
    await tx.userRole.createMany({ data: roles.map((role) => ({ userId: id, role })) });
    return this.findAccountById(id, tx);
  }

  /** Which of the two another account has. */
  async taken(
    usernameCanonical: string,
    emailCanonical: string | null,
    except: string | null,
    tx: Transaction,
  ): Promise<{ username: boolean; email: boolean }> {
    const rows = await tx.$queryRaw<{ username: boolean; email: boolean }[]>`
      SELECT EXISTS (SELECT FROM users WHERE username_canonical = ${usernameCanonical}
        AND id IS DISTINCT FROM ${except}::uuid) AS username,
             EXISTS (SELECT FROM users WHERE email_canonical = ${emailCanonical}
               AND id IS DISTINCT FROM ${except}::uuid) AS email`;
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
      SELECT 1 FROM users WHERE id = ${id}::uuid AND credential_version = ${credentialVersion}
        AND account_status = 'active' FOR NO KEY UPDATE`;
    return rows.length === 1;
  }

  /** The active account of an e-mail address, held as by `hold`. */
  async holdByEmail(emailCanonical: string, tx: Transaction): Promise<Account | undefined> {
    return this.findAccount(
      Prisma.sql`email_canonical = ${emailCanonical} AND account_status = 'active' FOR NO KEY UPDATE`,
      tx,
    );
  }

  /** @returns undefined when the account has changed since it was seen, or is not active */
  async changePassword(
    id: string,
    credentialVersion: number,
    passwordHash: string,
    tx: Transaction,
  ): Promise<Account | undefined> {
    const rows = await tx.$queryRaw<AccountRow[]>`
      UPDATE users SET password_hash = ${passwordHash}, credential_version = credential_version + 1, failed_sign_ins = 0
      WHERE id = ${id}::uuid AND credential_version = ${credentialVersion} AND account_status = 'active'
        RETURNING ${ACCOUNT}`;
    return rows[0] && this.asAccount(rows[0]);
  }

  /**
   * A reader of the account's mail owns the account: wrong passwords are reset. It is a proof of the e-mail, too, which
   * `EmailProofs` records.
   * @returns undefined when the account has another e-mail by now, or is not active
   */
  async resetPassword(
    id: string,
    emailCanonical: string,
    passwordHash: string,
    tx: Transaction,
  ): Promise<Account | undefined> {
    const rows = await tx.$queryRaw<AccountRow[]>`
      UPDATE users SET password_hash = ${passwordHash}, credential_version = credential_version + 1, failed_sign_ins = 0
      WHERE id = ${id}::uuid AND email_canonical = ${emailCanonical} AND account_status = 'active'
        RETURNING ${ACCOUNT}`;
    return rows[0] && this.asAccount(rows[0]);
  }

  /** Counts a try before it is known whether it is right. @returns how many there were in a row */
  async countSignIn(id: string): Promise<number> {
    const rows = await this.database.$queryRaw<{ count: number }[]>`
      UPDATE users SET failed_sign_ins = failed_sign_ins + 1 WHERE id = ${id}::uuid RETURNING failed_sign_ins AS count`;
    return rows[0]?.count ?? 0;
  }

  async clearFailedSignIns(id: string, tx: Transaction = this.database): Promise<void> {
    await tx.$executeRaw`UPDATE users SET failed_sign_ins = 0 WHERE id = ${id}::uuid AND failed_sign_ins > 0`;
  }

  async replacePasswordHash(id: string, seen: string, next: string): Promise<void> {
    await this.database.user.updateMany({ where: { id, passwordHash: seen }, data: { passwordHash: next } });
  }

  /** @returns undefined when there is no active user of that id */
  async describe(
    id: string,
    { displayName = null, bio = null }: { displayName?: string | null; bio?: string | null },
    tx: Transaction,
  ): Promise<User | undefined> {
    const folded = displayName === null ? null : fold(displayName);
    const rows = await tx.$queryRaw<UserRow[]>`
      UPDATE users SET display_name = coalesce(${displayName}, display_name),
        display_name_folded = coalesce(${folded}, display_name_folded), bio = coalesce(${bio}, bio)
      WHERE id = ${id}::uuid AND account_status = 'active' RETURNING ${USER}`;
    return rows[0] && this.asUser(rows[0]);
  }

  /** @returns the user, and the avatar there was; undefined when there is no active user of that id */
  async setAvatar(
    id: string,
    avatarId: string | null,
    tx: Transaction,
  ): Promise<{ user: User; before: string | null } | undefined> {
    const held = await tx.$queryRaw<{ avatarId: string | null }[]>`
      SELECT avatar_id AS "avatarId" FROM users WHERE id = ${id}::uuid AND account_status = 'active' FOR NO KEY UPDATE`;
    if (!held[0]) return undefined;
    const rows = await tx.$queryRaw<UserRow[]>`
      UPDATE users SET avatar_id = ${avatarId}::uuid WHERE id = ${id}::uuid RETURNING ${USER}`;
    return { user: this.asUser(rows[0]!), before: held[0].avatarId };
  }

  /** @returns the user, and whether others see the difference: they do not while the user is away */
  async chooseStatus(id: string, status: UserStatus): Promise<{ user: User; isSeen: boolean } | undefined> {
    const rows = await this.database.$queryRaw<(UserRow & { isSeen: boolean })[]>`
      WITH held AS (
        SELECT id AS held_id, is_online AND kind = 'member' AND chosen_status <> ${status}::chosen_status AS seen
        FROM users WHERE id = ${id}::uuid FOR NO KEY UPDATE)
      UPDATE users SET chosen_status = ${status}::chosen_status, presence_version = presence_version + seen::int,
        last_seen_at = CASE WHEN seen THEN now() ELSE last_seen_at END
      FROM held WHERE id = held_id RETURNING ${USER}, seen AS "isSeen"`;
    if (!rows[0]) return undefined;
    const { isSeen, ...row } = rows[0];
    return { user: this.asUser(row), isSeen };
  }

  private async findByIds(ids: string[]): Promise<Map<string, User>> {
    const rows = await this.database.$queryRaw<
      UserRow[]
    >`SELECT ${USER} FROM users WHERE id = ANY(${ids}::uuid[])`;
    return new Map(rows.map((row) => [row.id, this.asUser(row)]));
  }

  private async findAccount(
    condition: Prisma.Sql,
    tx: Transaction = this.database,
  ): Promise<Account | undefined> {
    const rows = await tx.$queryRaw<AccountRow[]>`SELECT ${ACCOUNT} FROM users WHERE ${condition}`;
    return rows[0] && this.asAccount(rows[0]);
  }

  private asAccount(row: AccountRow): Account {
    return {
      own: asOwnUser(this.asUser(row)),
      isActive: row.accountStatus === 'active',
      passwordHash: row.passwordHash,
      credentialVersion: row.credentialVersion,
    };
  }

  private asUser({ avatarId, ...row }: UserRow): User {
    return { ...row, avatarUrl: avatarId === null ? null : this.mediaUrls.sign(avatarId) };
  }
}
