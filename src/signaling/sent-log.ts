/** One signal that went out, as the text it came in as or as the value it was read to. */
export interface SentEntry {
  seq: number;
  to: string;
  key: string;
  text?: string;
  value?: unknown;
}

const MAX_ENTRIES = 32;
const MAX_LENGTH = 65_536;
/** What a value that was read counts for. */
const VALUE_LENGTH = 256;
/** More signals than a device can send in one go of being connected. */
const EPOCH_SIZE = 2 ** 20;

/**
 * What a device sent into a group lately, numbered, so that a peer that lost its connection gets what it missed. Bounded:
 * what is dropped is known, never silently missing.
 */
export class SentLog {
  private readonly places: Place[] = [];
  private first = 0;
  private count = 0;
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

  /**
   * @param kept whether the peer was known to be away, so that nothing was sent
   * @returns the number of the signal: higher than every one before
   */
  push(to: string, key: string, text: string | undefined, value: unknown, kept = false): number {
    if (this.count === MAX_ENTRIES) this.drop();
    const at = (this.first + this.count) % MAX_ENTRIES;
    const place = (this.places[at] ??= new Place());
    this.length += place.take(++this.last, to, key, text, value, kept);
    this.count += 1;
    while (this.length > MAX_LENGTH) this.drop();
    return this.last;
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
    const missed = Array.from(
      { length: this.count },
      (_, i) => this.places[(this.first + i) % MAX_ENTRIES]!,
    ).filter((place) => place.to === to && (lastSeq === undefined ? place.kept : place.seq > lastSeq));
    for (const place of missed) place.kept = false;
    const entries = missed.map((place) => place.read());
    return { entries, complete: lastSeq !== undefined && this.droppedTo <= lastSeq };
  }

  private drop(): void {
    const dropped = this.places[this.first]!;
    this.first = (this.first + 1) % MAX_ENTRIES;
    this.count -= 1;
    this.length -= dropped.length;
    this.droppedTo = dropped.seq;
    dropped.clear();
  }
}

/** Bytes are kept in a place that is used again; a text as large as this is kept as it is. */
const MAX_REUSED = 4096;
const MIN_REUSED = 256;

/**
 * Where a signal is kept. The text is copied out of the frame it came in: frames that outlive the moment are what garbage
 * collection is slow with.
 */
class Place {
  seq = 0;
  to = '';
  kept = false;
  length = 0;
  private key = '';
  private value: unknown;
  private large?: string;
  private bytes?: Buffer;
  /** How many of the bytes; 0: the text is not there. */
  private used = 0;

  /** @returns what it counts for */
  take(
    seq: number,
    to: string,
    key: string,
    text: string | undefined,
    value: unknown,
    kept: boolean,
  ): number {
    this.seq = seq;
    this.to = to;
    this.key = key;
    this.value = value;
    this.kept = kept;
    this.length = text === undefined ? VALUE_LENGTH : Buffer.byteLength(text);
    if (text === undefined) return this.length;
    if (this.length > MAX_REUSED) this.large = text;
    else this.used = this.space(this.length).write(text);
    return this.length;
  }

  read(): SentEntry {
    const { seq, to, key, value } = this;
    const text = this.used > 0 ? this.bytes!.toString('utf8', 0, this.used) : this.large;
    return { seq, to, key, text, value };
  }

  clear(): void {
    this.value = undefined;
    this.large = undefined;
    this.used = 0;
  }

  private space(length: number): Buffer {
    if (this.bytes && this.bytes.length >= length) return this.bytes;
    let size = MIN_REUSED;
    while (size < length) size *= 2;
    return (this.bytes = Buffer.allocUnsafeSlow(size));
  }
}

/** In which of a device's connections a signal was sent. */
export function epochOf(seq: number): number {
  return Math.floor(seq / EPOCH_SIZE);
}
