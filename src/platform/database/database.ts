import type pg from 'pg';
import { Prisma, PrismaClient } from './client/client.js';
import { ExactInstants } from './exact-instants.js';
import { PreparedStatements } from './prepared-statements.js';

const TRANSACTION_WAIT_MS = 5000;
const TRANSACTION_TIMEOUT_MS = 10_000;

// Several of these may use the same connections, where a name stands for one statement.
const statements = new PreparedStatements();

interface DatabaseOptions {
  /** Whether connections keep statements prepared. */
  prepares?: boolean;
  /** Where Prisma's own statements look for tables. */
  schema?: string;
  upkeep?: Database;
}

/** PostgreSQL through Prisma: the truth. Only stores use it. */
export class Database extends PrismaClient {
  /** For work that may take minutes, such as bulk deletions: with a connection and a time limit of its own. */
  readonly upkeep: Database;

  /** @param pool see `connections.ts`; its creator ends it */
  constructor(pool: pg.Pool, { prepares = true, schema, upkeep }: DatabaseOptions = {}) {
    super({
      adapter: new ExactInstants(pool, {
        ...(prepares && { statementNameGenerator: ({ sql }) => statements.nameOf(sql) }),
        ...(schema && { schema }),
      }),
      errorFormat: 'minimal',
      transactionOptions: { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
    });
    this.upkeep = upkeep ?? this;
  }
}

/** A parameter of store methods, so that they can join a caller's transaction. */
export type Transaction = Prisma.TransactionClient;

/** The unique index that an insert or update ran into, or undefined for any other error. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return undefined;
  return JSON.stringify(error.meta ?? {});
}

/**
 * Whether a foreign key was violated (SQLSTATE 23503): the referenced row is missing, or the row to delete is still referenced.
 */
export function violatesForeignKey(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2003' || JSON.stringify([error.message, error.meta]).includes('23503');
}
