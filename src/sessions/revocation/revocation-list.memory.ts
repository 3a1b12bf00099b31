import type { RevocationList, RevocationTruth } from './revocation-list.js';

/** One process: a map in memory, filled from the truth at the start. */
export class MemoryRevocationList implements RevocationList {
  /** Session to the instant it may be evicted; in order of insertion, hence of that instant. */
  private readonly entries = new Map<string, number>();

  constructor(
    private readonly truth: RevocationTruth,
    private readonly keepS: number,
  ) {}

  async load(): Promise<this> {
    await this.add(await this.truth.findRevokedSince(this.keepS));
    return this;
  }

  async add(sessionIds: string[]): Promise<void> {
    const now = performance.now();
    for (const [sessionId, until] of this.entries) {
      if (until > now) break;
      this.entries.delete(sessionId);
    }
    for (const sessionId of sessionIds) {
      this.entries.delete(sessionId);
      this.entries.set(sessionId, now + this.keepS * 1000);
    }
  }

  has(sessionId: string): boolean {
    return this.entries.has(sessionId);
  }
}
