import { Injectable } from '@nestjs/common';
import type { Transaction } from './account-status.store.js';

export { ExportPages } from './export-pages.js';

/** One slice's data about a user. */
export interface Holding {
  /**
   * All data of one user, as it goes into an export; parts of unbounded length are `ExportPages`, as the value or as a field.
   */
  read(userId: string): unknown;
  /**
   * Locks rows that others hold while they refer to a user, before the user's row is locked: otherwise the two would deadlock.
   */
  hold?(userId: string, tx: Transaction): Promise<void>;
  /** Keeps the data that others share with the user, and deletes the rest. */
  erase?(userId: string, tx: Transaction): Promise<void>;
}

/** Slices above register their personal data here, since nothing below may depend on them. */
@Injectable()
export class PersonalData {
  private readonly holdings = new Map<string, Holding>();

  /** @param name under which it stands in an export; once, while the application starts */
  register(name: string, holding: Holding): void {
    this.holdings.set(name, holding);
  }

  /** Everything of one user, by name; each holding is read when it is its turn. */
  async *collect(userId: string): AsyncGenerator<[name: string, held: unknown]> {
    for (const [name, holding] of this.holdings) yield [name, await holding.read(userId)];
  }

  async hold(userId: string, tx: Transaction): Promise<void> {
    for (const holding of this.holdings.values()) await holding.hold?.(userId, tx);
  }

  async erase(userId: string, tx: Transaction): Promise<void> {
    for (const holding of this.holdings.values()) await holding.erase?.(userId, tx);
  }
}
