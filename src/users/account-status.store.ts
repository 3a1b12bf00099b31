import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/database/client/client.js';
import { Database, violatesForeignKey, type Transaction } from '../platform/database/database.js';
import { isCalled } from './name-search.store.js';
import { erasedUsername } from './username.policy.js';
import type { AccountInfo, AccountStatus } from './users.protocol.js';

export type { Transaction } from '../platform/database/database.js';

export interface AccountQuery {
  /** Part of a username, display name or e-mail address; case does not matter. */
  query?: string;
  /** Without it: all that were not erased. */
  status?: AccountStatus;
  /** A canonical username. */
  after?: string;
  limit: number;
}

type Row = Omit<AccountInfo, 'createdAt' | 'lastSeenAt'> & { createdAt: Date; lastSeenAt: Date | null };

const ACCOUNT = Prisma.sql`u.id, u.username, u.display_name AS "displayName", u.email, u.kind = 'guest' AS "isGuest",
  u.account_status::text AS status,
  ARRAY(SELECT role FROM user_roles r WHERE r.user_id = u.id ORDER BY role) AS roles, u.created_at AS "createdAt",
    u.last_seen_at AS "lastSeenAt"`;

/** Guests who cannot come back: no session left, and unused for as many days. */
const idleGuest = (days: number) => Prisma.sql`u.kind = 'guest' AND u.account_status <> 'deleted'
  AND u.created_at < now() - make_interval(days => ${days})
    AND coalesce(u.last_seen_at, u.created_at) < now() - make_interval(days => ${days})
  AND NOT EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id
    AND (s.last_used_at >= now() - make_interval(days => ${days})
    OR s.revoked_at IS NULL AND least(s.idle_expires_at, s.absolute_expires_at) > now()))`;

/** Accounts as administrators see them. */
@Injectable()
export class AccountStatusStore {
  constructor(private readonly database: Database) {}

  async find(id: string, tx: Transaction = this.database): Promise<AccountInfo | undefined> {
    const rows = await tx.$queryRaw<Row[]>`SELECT ${ACCOUNT} FROM users u WHERE u.id = ${id}::uuid`;
    return rows[0] && asAccountInfo(rows[0]);
  }

  /** By username. */
  async list({ query, status, after, limit }: AccountQuery): Promise<AccountInfo[]> {
    const matches = isCalled(query, Prisma.sql`u.email_canonical`, Prisma.sql`lower(u.email)`);
    const further = after === undefined ? Prisma.empty : Prisma.sql`AND u.username_canonical > ${after}`;
    const condition =
      status === undefined
        ? Prisma.sql`u.account_status <> 'deleted'`
        : Prisma.sql`u.account_status = ${status}::account_status`;
    const rows = await this.database.$queryRaw<Row[]>`SELECT ${ACCOUNT} FROM users u
      WHERE ${condition} ${matches} ${further} ORDER BY u.username_canonical LIMIT ${limit}`;
    return rows.map(asAccountInfo);
  }

  identities(userId: string): Promise<{ provider: string; subject: string; createdAt: Date }[]> {
    return this.database.oauthIdentity.findMany({
      where: { userId },
      select: { provider: true, subject: true, createdAt: true },
      orderBy: { createdAt: 'asc' },
    });
  }

  /** In the order of their ids, so that two transactions that want the same ones do not deadlock. */
  async hold(ids: string[], tx: Transaction): Promise<void> {
    await tx.$queryRaw`SELECT 1 FROM users WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  }

  /** Whatever was signed in or underway before stays dead: its credential version has passed. */
  async setStatus(id: string, status: AccountStatus, tx: Transaction): Promise<void> {
    await tx.$executeRaw`
      UPDATE users SET account_status = ${status}::account_status, credential_version = credential_version + 1
        WHERE id = ${id}::uuid`;
  }

  /** Everything that names a person or can be used to sign in; the row stays for users who share calls with it. */
  async erase(id: string, tx: Transaction): Promise<void> {
    const username = erasedUsername(id);
    await tx.$executeRaw`DELETE FROM user_roles WHERE user_id = ${id}::uuid`;
    await tx.$executeRaw`DELETE FROM oauth_identities WHERE user_id = ${id}::uuid`;
    await tx.$executeRaw`DELETE FROM oauth_attempts WHERE link_user_id = ${id}::uuid`;
    await tx.$executeRaw`DELETE FROM one_time_tokens WHERE user_id = ${id}::uuid`;
    await tx.$executeRaw`DELETE FROM user_blocks WHERE blocker_id = ${id}::uuid OR blocked_id = ${id}::uuid`;
    await tx.$executeRaw`DELETE FROM mail_outbox
      WHERE address = (SELECT email_canonical FROM users WHERE id = ${id}::uuid)`;
    await tx.$executeRaw`
      UPDATE users SET username = ${username}, username_canonical = ${username}, display_name = ${username},
        display_name_folded = ${username}, bio = '', avatar_id = NULL, email = NULL, email_canonical = NULL,
        email_verified_at = NULL, password_hash = NULL, failed_sign_ins = 0, last_seen_at = NULL,
          account_status = 'deleted',
        credential_version = credential_version + 1 WHERE id = ${id}::uuid`;
  }

  /** Some of those there are, by id. */
  async idleGuests(days: number, after: string | null, limit: number): Promise<string[]> {
    const further = after === null ? Prisma.empty : Prisma.sql`AND u.id > ${after}::uuid`;
    const rows = await this.database.$queryRaw<{ id: string }[]>`
      SELECT u.id FROM users u WHERE ${idleGuest(days)} ${further} ORDER BY u.id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /** Of several concurrent calls one returns true, and none when the guest is no longer idle. */
  async holdIdleGuest(id: string, days: number, tx: Transaction): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM users u WHERE u.id = ${id}::uuid AND ${idleGuest(days)} FOR UPDATE OF u SKIP LOCKED`;
    return rows.length > 0;
  }

  /** @throws when others have records of the user, see `isMissed` */
  async delete(id: string, tx: Transaction): Promise<void> {
    await tx.user.delete({ where: { id } });
  }

  isMissed(error: unknown): boolean {
    return violatesForeignKey(error);
  }
}

function asAccountInfo(row: Row): AccountInfo {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
  };
}
