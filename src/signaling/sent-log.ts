/** One sent signal, its body as text. */
export interface SentEntry {
  seq: number;
  to: string;
  key: string;
  text: string;
}

const MAX_ENTRIES = 32;
const MAX_LENGTH = 65_536;
/** Of how many connections of a device it is known that all they sent is here. */
const MAX_EPOCHS = 256;
/** More signals than a device can send in one go of being connected. */
const EPOCH_SIZE = 2 ** 20;

/**
 * The signals a device sent into a group lately, numbered, so that a peer that lost its connection gets those it missed.
 * Bounded: dropped signals are known to be dropped, never silently missing.
 */
export class SentLog {
  private readonly places: Place[] = [];
  private first = 0;
  private count = 0;
  private length = 0;
  private last = 0;
  /** Everything up to here was dropped; and of the signals to one peer everything up to there. */
  private droppedTo = 0;
  private readonly droppedOf = new Map<string, number>();
  /** The latest number of the signals to each peer. */
  private readonly latest = new Map<string, number>();
  /** Grows whenever a peer has requested missed signals. */
  private asked = 0;
  readonly epochs: number[] = [];

  /** The device is connected for the `epoch`th time again; its numbers go on from a new base. */
  begin(epoch: number): this {
    this.last = epoch * EPOCH_SIZE;
    if (this.epochs.length === MAX_EPOCHS) this.epochs.shift();
    this.epochs.push(epoch);
    return this;
  }

  /**
   * @param kept whether the peer was known to be away, so that nothing was sent
   * @returns the number of the signal: higher than every one before
   */
  push(to: string, key: string, text: string, kept = false): number {
    if (this.count === MAX_ENTRIES) this.drop();
    const at = (this.first + this.count) % MAX_ENTRIES;
    const place = (this.places[at] ??= new Place());
    this.length += place.take(++this.last, to, key, text, kept);
    this.count += 1;
    note(this.latest, to, this.last);
    while (this.length > MAX_LENGTH) this.drop();
    return this.last;
  }

  /** The number of the last signal to this peer; undefined: unknown. */
  latestTo(to: string): number | undefined {
    return this.latest.get(to);
  }

  get lookupCount(): number {
    return this.asked;
  }

  /**
   * The signals that a returning peer has missed: everything after the last number it has seen, or, when it gives none, the
   * signals that were kept for it.
   * @returns complete: whether no signal after `lastSeq` has been dropped
   */
  after(to: string, lastSeq: number | undefined): { entries: SentEntry[]; complete: boolean } {
    this.asked += 1;
    const missed = Array.from(
      { length: this.count },
      (_, i) => this.places[(this.first + i) % MAX_ENTRIES]!,
    ).filter((place) => place.to === to && (lastSeq === undefined ? place.kept : place.seq > lastSeq));
    for (const place of missed) place.kept = false;
    const entries = missed.map((place) => place.read());
    const droppedTo = Math.max(this.droppedTo, this.droppedOf.get(to) ?? 0);
    return { entries, complete: lastSeq !== undefined && droppedTo <= lastSeq };
  }

  private drop(): void {
    const dropped = this.places[this.first]!;
    this.first = (this.first + 1) % MAX_ENTRIES;
    this.count -= 1;
    this.length -= dropped.length;
    this.droppedTo = Math.max(this.droppedTo, note(this.droppedOf, dropped.to, dropped.seq) ?? 0);
    dropped.clear();
  }
}

/** Of so many peers it is known by itself. */
const MAX_PEERS = 64;

/** @returns the number of the peer that is evicted for this one */
function note(numbers: Map<string, number>, peerId: string, seq: number): number | undefined {
  if (numbers.size < MAX_PEERS || numbers.has(peerId)) return void numbers.set(peerId, seq);
  const [oldest, evicted] = numbers.entries().next().value!;
  numbers.delete(oldest);
  numbers.set(peerId, seq);
  return evicted;
}

/** Bytes are kept in a place that is used again; a text as large as this is kept as it is. */
const MAX_REUSED = 4096;
const MIN_REUSED = 256;

/**
 * The form in which a signal is kept. The text is copied out of the frame it came in: long-lived references to frames slow down
 * garbage collection.
 */
class Place {
  seq = 0;
  to = '';
  kept = false;
  length = 0;
  private key = '';
  private large?: string;
  private bytes?: Buffer;
  /** How many of the bytes; 0: the text is not there. */
  private used = 0;

  /** @returns its size in bytes for the bound */
  take(seq: number, to: string, key: string, text: string, kept: boolean): number {
    this.seq = seq;
    this.to = to;
    this.key = key;
    this.kept = kept;
    this.length = Buffer.byteLength(text);
    if (this.length > MAX_REUSED) this.large = text;
    else this.used = this.space(this.length).write(text);
    return this.length;
  }

  read(): SentEntry {
    const { seq, to, key } = this;
    const text = this.large ?? this.bytes!.toString('utf8', 0, this.used);
    return { seq, to, key, text };
  }

  clear(): void {
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
