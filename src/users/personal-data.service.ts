import { Injectable } from '@nestjs/common';
import type { Transaction } from './account-status.store.js';

export { ExportPages } from './export-pages.js';

/** What a slice holds of its users. */
export interface Holding {
  /** Everything of one user, as it goes into an export; what may be long is `ExportPages`, as it is or as a field. */
  read(userId: string): unknown;
  /** Takes what others hold while they refer to a user, before the user is: else the two would wait for each other. */
  hold?(userId: string, tx: Transaction): Promise<void>;
  /** Leaves what others share with the user, and nothing else. */
  forget?(userId: string, tx: Transaction): Promise<void>;
}

/** Slices above say here what they hold of a person, since nothing below may ask them. */
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

  async forget(userId: string, tx: Transaction): Promise<void> {
    for (const holding of this.holdings.values()) await holding.forget?.(userId, tx);
  }
}
