import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClientBase } from 'pg';

/** The folder in the checkout and in the image. */
export const MIGRATIONS = path.resolve(import.meta.dirname, '../../../prisma/migrations');

/** Prisma Migrate's own advisory lock, so that `prisma migrate deploy` and this runner exclude each other. */
const LOCK = 72707369;

const BOOKKEEPING = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/**
 * Applies new migrations of prisma/migrations, in order, and records them in the table of `prisma migrate deploy`, which
 * downloads an engine and therefore cannot run everywhere.
 * @returns the names of the migrations applied
 * @throws Error with a sentence that names the migration and the remedy
 */
export async function applyMigrations(client: ClientBase, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    const books = await client.query<{ exists: boolean }>(
      `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
    );
    if (!books.rows[0]!.exists) {
      await refuseForeignSchema(client);
      await client.query(BOOKKEEPING);
    }
    const rows = await client.query<{ migration_name: string; finished_at: Date | null }>(
      `SELECT migration_name, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
    );
    const failed = rows.rows.find((row) => row.finished_at === null);
    if (failed)
      throw new Error(
        `The migration ${failed.migration_name} failed earlier; repair the database and run: npx prisma migrate resolve --rolled-back ${failed.migration_name}`,
      );
    const done = new Set(rows.rows.map((row) => row.migration_name));
    const applied: string[] = [];
    for (const migration of migrations.filter(({ name }) => !done.has(name))) {
      await apply(client, migration);
      applied.push(migration.name);
    }
    return applied;
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
  }
}

export interface MigrationState {
  /** In this version, not in the database. */
  pending: string[];
  /** Begun and not finished. */
  failed: string[];
  /** In the database, not in this version: a newer one was here. */
  unknown: string[];
  /** Applied in another wording. */
  changed: string[];
}

/** How the books of a database and a folder of migrations compare. Changes nothing. */
export async function migrationState(
  client: Pick<ClientBase, 'query'>,
  folder: string,
): Promise<MigrationState> {
  const known = await readMigrations(folder);
  const books = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  );
  const { rows } = books.rows[0]!.exists
    ? await client.query<{ name: string; checksum: string; finished: boolean }>(
        'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
      )
    : { rows: [] };
  const applied = new Map(rows.map((row) => [row.name, row]));
  const names = new Set(known.map(({ name }) => name));
  return {
    pending: known.filter(({ name }) => !applied.has(name)).map(({ name }) => name),
    failed: rows.filter(({ finished }) => !finished).map(({ name }) => name),
    unknown: rows.filter(({ name }) => !names.has(name)).map(({ name }) => name),
    changed: known
      .filter(({ name, checksum }) => applied.has(name) && applied.get(name)!.checksum !== checksum)
      .map(({ name }) => name),
  };
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function refuseForeignSchema(client: ClientBase): Promise<void> {
  const tables = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')`,
  );
  if (tables.rows[0]!.count > 0)
    throw new Error(
      'DATABASE_URL: this database holds tables that are not ours; give Ringline an empty one.',
    );
}

async function apply(client: ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ]);
  try {
    await client.query(sql);
  } catch (error) {
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, String(error)]);
    throw new Error(
      `The migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  await client.query(
    'UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1',
    [id],
  );
}
