import type pg from 'pg';
import { Prisma, PrismaClient } from './client/client.js';
import { ExactInstants } from './exact-instants.js';
import { PreparedStatements } from './prepared-statements.js';

const TRANSACTION_WAIT_MS = 5000;
const TRANSACTION_TIMEOUT_MS = 10_000;

/** PostgreSQL through Prisma: the truth. Only stores use it. */
export class Database extends PrismaClient {
  /**
   * @param pool see `connections.ts`; ended with this
   * @param prepares whether connections keep statements prepared
   * @param schema where Prisma's own statements look for tables
   */
  constructor(pool: pg.Pool, prepares = true, schema?: string) {
    const statements = new PreparedStatements();
    super({
      adapter: new ExactInstants(pool, {
        ...(prepares && { statementNameGenerator: ({ sql }) => statements.nameOf(sql) }),
        ...(schema && { schema }),
        disposeExternalPool: true,
      }),
      errorFormat: 'minimal',
      transactionOptions: { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
    });
  }
}
/** What a store's method takes so that it can join somebody's transaction. */
export type Transaction = Prisma.TransactionClient;

/** The unique index that an insert or update ran into, or undefined for any other error. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return undefined;
  return JSON.stringify(error.meta ?? {});
}

/** Whether a foreign key stood in the way (SQLSTATE 23503): what was referred to is gone, or what shall go is still referred to. */
export function violatesForeignKey(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2003' || JSON.stringify([error.message, error.meta]).includes('23503');
}
