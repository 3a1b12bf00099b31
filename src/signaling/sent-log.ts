/** One signal that went out, as the text it came in as or as the value it was read to. */
export interface SentEntry {
  seq: number;
  to: string;
  key: string;
  text?: string;
  value?: unknown;
  /** Whether the peer was known to be away, so that nothing was sent. */
  kept: boolean;
}

const MAX_ENTRIES = 32;
const MAX_LENGTH = 65_536;
/** More signals than a device can send in one go of being connected. */
const EPOCH_SIZE = 2 ** 20;

/**
 * What a device sent into a group lately, numbered, so that a peer that lost its connection gets what it missed. Bounded:
 * what is dropped is known, never silently missing.
 */
export class SentLog {
  private readonly entries: SentEntry[] = [];
  private length = 0;
  private last = 0;
  /** Everything up to here is gone. */
  private droppedTo = 0;
  /** Grows whenever a peer has asked for what it missed. */
  private asked = 0;
  readonly epochs: number[] = [];

  /** The device is connected for the `epoch`th time again; its numbers go on from a new base. */
  begin(epoch: number): this {
    this.last = epoch * EPOCH_SIZE;
    this.epochs.push(epoch);
    return this;
  }

  /** @returns the number of the signal: higher than every one before */
  push(to: string, key: string, text: string | undefined, value: unknown, kept = false): number {
    const entry = { seq: ++this.last, to, key, text, value, kept };
    this.entries.push(entry);
    this.length += text?.length ?? 256;
    while (this.entries.length > MAX_ENTRIES || this.length > MAX_LENGTH) {
      const dropped = this.entries.shift()!;
      this.length -= dropped.text?.length ?? 256;
      this.droppedTo = dropped.seq;
    }
    return entry.seq;
  }

  get questions(): number {
    return this.asked;
  }

  /**
   * What a peer that comes back has missed: everything after the last number it has seen, or, when it does not say,
   * what was kept for it.
   * @returns complete: whether nothing after `lastSeq` has been dropped
   */
  after(to: string, lastSeq: number | undefined): { entries: SentEntry[]; complete: boolean } {
    this.asked += 1;
    const missed = this.entries.filter(
      (entry) => entry.to === to && (lastSeq === undefined ? entry.kept : entry.seq > lastSeq),
    );
    for (const entry of missed) entry.kept = false;
    return { entries: missed, complete: lastSeq !== undefined && this.droppedTo <= lastSeq };
  }
}

/** In which of a device's connections a signal was sent. */
export function epochOf(seq: number): number {
  return Math.floor(seq / EPOCH_SIZE);
}
