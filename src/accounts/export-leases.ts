import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { accountsErrors } from './accounts.errors.js';
import { ExportLeasesStore } from './export-leases.store.js';

/** Concurrent exports on one instance: each holds a page of rows and the output its reader has not taken yet. */
const AT_ONCE = 3;
const LEASE_S = 60;
const RENEW_MS = 20_000;
const TRY_AGAIN_MS = 10_000;

/** Exports read a lot: one at a time for an account, few for an instance. */
@Injectable()
export class ExportLeases {
  private running = 0;

  constructor(
    private readonly store: ExportLeasesStore,
    private readonly log: Log,
  ) {}

  /** @returns a function to call when the export has ended for any reason; idempotent. @throws export_running, exports_busy */
  async take(userId: string): Promise<() => Promise<void>> {
    if (this.running >= AT_ONCE) throw accountsErrors.exports_busy({ retryAfterMs: TRY_AGAIN_MS });
    this.running += 1;
    const exportId = randomUUID();
    try {
      if (!(await this.store.take(userId, exportId, LEASE_S)))
        throw accountsErrors.export_running({ retryAfterMs: TRY_AGAIN_MS });
    } catch (error) {
      this.running -= 1;
      throw error;
    }
    const renewal = setInterval(() => {
      this.store.renew(userId, exportId, LEASE_S).catch((error: unknown) => this.complain(error));
    }, RENEW_MS).unref();
    let isReleased = false;
    return async () => {
      if (isReleased) return;
      isReleased = true;
      clearInterval(renewal);
      this.running -= 1;
      await this.store.release(userId, exportId).catch((error: unknown) => this.complain(error));
    };
  }

  private complain(error: unknown): void {
    this.log.warn('the lease of an export could not be written', { error });
  }
}
