import { PrismaPg } from '@prisma/adapter-pg';
import type { PoolConfig } from 'pg';
import { Prisma, PrismaClient } from './client/client.js';

const TRANSACTION_WAIT_MS = 5000;
const TRANSACTION_TIMEOUT_MS = 10_000;

/** PostgreSQL through Prisma: the truth. Only stores use it. */
export class Database extends PrismaClient {
  constructor(pool: PoolConfig) {
    super({
      adapter: new PrismaPg(pool),
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

/** Whether a row could not be deleted because others refer to it. */
export function isStillReferenced(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003';
}

/** Whether a row that was referred to is gone (SQLSTATE 23503). */
export function isMissingReference(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2003' || JSON.stringify([error.message, error.meta]).includes('23503');
}
