import { MAX_FRAME_BYTES } from '../../../../src/platform/wire/wire-limits.protocol.js';
import {
  CANDIDATES_MAX,
  type IceCandidate,
  type SignalBody,
  type SignalOut,
} from '../../../../src/signaling/signaling.protocol.js';
import { RinglineError } from '../platform/ringline.error.js';
import { utf8Bytes } from '../platform/text-length.js';

/** Refusals that pass: the same signal is sent again after `flush`. After a reconnect the group is joined anew. */
const PASSING = new Set(['not_connected', 'ack_timeout', 'peer_gone', 'not_in_group']);

/** Of candidates that leave together; the rest of the frame is for names and ids. */
const RUN_MAX_BYTES = MAX_FRAME_BYTES / 2;

interface Entry {
  body: SignalBody;
  underway: boolean;
}

/**
 * The device's own signals in order until the server has acknowledged them. Descriptions leave at once; candidates that come
 * while others are underway leave together, which is what keeps a call below the event limit.
 */
export class Outbox {
  #entries: Entry[] = [];
  #address?: { groupId: string; to?: string };
  #candidatesUnderway = false;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly transmit: (signal: SignalOut) => Promise<unknown>,
    private readonly onError: (error: RinglineError) => void,
  ) {}

  /** All signals so far wait for the first recipient. Without `to` the server keeps them for the device that accepts. */
  address(groupId: string, to?: string): void {
    this.#address = { groupId, to };
    this.#pump();
  }

  push(body: SignalBody): void {
    if (body.description?.type === 'answer') this.#dropRolledBackOffer();
    this.#entries.push({ body, underway: false });
    this.#pump();
  }

  /** Sends undelivered signals again. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#pump();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#entries = [];
    this.#address = undefined;
  }

  /** An answer behind an own offer says that the offer was rolled back: sent late it would start over. */
  #dropRolledBackOffer(): void {
    const offer = this.#entries.findIndex(({ body }) => body.description?.type === 'offer');
    if (offer >= 0) this.#entries.splice(offer);
  }

  #pump(): void {
    if (!this.#address) return;
    for (let next = this.#waiting(); next.length > 0; next = this.#waiting()) void this.#send(next);
  }

  /** The next message: one description, or a run of candidates that fits into one. */
  #waiting(): Entry[] {
    const from = this.#entries.findIndex(({ underway }) => !underway);
    if (from < 0) return [];
    const rest = this.#entries.slice(from);
    if (rest[0]!.body.description) return [rest[0]!];
    const descriptionAt = rest.findIndex(({ body }) => body.description);
    if (this.#candidatesUnderway && descriptionAt < 0) return [];
    const run = descriptionAt < 0 ? rest : rest.slice(0, descriptionAt);
    return fitting(run.filter(({ underway }) => !underway));
  }

  async #send(entries: Entry[]): Promise<void> {
    const isCandidates = entries[0]!.body.description === undefined;
    for (const entry of entries) entry.underway = true;
    if (isCandidates) this.#candidatesUnderway = true;
    try {
      await this.transmit({ ...this.#address!, ...joined(entries) });
      this.#entries = this.#entries.filter((entry) => !entries.includes(entry));
      this.#arrived(isCandidates);
      this.#pump();
    } catch (cause) {
      this.#arrived(isCandidates);
      this.#failed(entries, RinglineError.from(cause));
    }
  }

  #arrived(isCandidates: boolean): void {
    if (isCandidates) this.#candidatesUnderway = false;
  }

  #failed(entries: Entry[], error: RinglineError): void {
    if (error.retryable || PASSING.has(error.code)) {
      for (const entry of entries) entry.underway = false;
      if (error.retryAfterMs) this.#timer = setTimeout(() => this.#pump(), error.retryAfterMs);
      return;
    }
    this.#entries = this.#entries.filter((entry) => !entries.includes(entry));
    this.onError(error);
  }
}

/** As many as the server takes in one signal, one at least. */
function fitting(run: Entry[]): Entry[] {
  let bytes = 0;
  const tooMany = run.findIndex(({ body }, i) => {
    bytes += utf8Bytes(JSON.stringify(body));
    return i > 0 && (i >= CANDIDATES_MAX || bytes > RUN_MAX_BYTES);
  });
  return tooMany < 0 ? run : run.slice(0, tooMany);
}

function joined(entries: Entry[]): SignalBody {
  if (entries.length === 1) return entries[0]!.body;
  return { candidates: entries.map(({ body }): IceCandidate | null => body.candidate ?? null) };
}
