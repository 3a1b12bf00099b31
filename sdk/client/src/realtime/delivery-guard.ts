import type { Ack } from '../protocol.js';
import { RinglineError, tooLarge } from '../platform/ringline.error.js';
import type { Frame } from './frame.js';

/** So many connections may break while the same frame is on its way before it is held to be the reason. */
const MOST_LOSSES = 3;
/** Entries that are never sent again expire. */
const REMEMBERED = 100;

interface Loss {
  times: number;
  /** The server said so when it closed the connection. */
  tooLarge: boolean;
}

/**
 * Stops events that break the connection from being sent again for ever. Every unacknowledged event is a suspect when a
 * connection breaks: sent again, it goes alone, so that it either arrives or is proven to be the reason.
 */
export class DeliveryGuard {
  readonly #underway = new Set<Frame>();
  readonly #losses = new Map<string, Loss>();
  /** The last of those that wait for each other, by event: the order stays. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #suspects: Promise<unknown> = Promise.resolve();

  /** @throws `payload_too_large` or `undeliverable` for an event that must not be sent again */
  send<T>(frame: Frame, transmit: () => Promise<Ack<T>>): Promise<Ack<T>> {
    const before = this.#turns.get(frame.event);
    if (!before && !this.#losses.has(frame.text)) return this.#attempt(frame, transmit);
    const sent = (before ?? Promise.resolve()).then(() => this.#alone(frame, transmit));
    const turn: Promise<unknown> = sent
      .catch(() => undefined)
      .then(() => this.#turns.get(frame.event) === turn && this.#turns.delete(frame.event));
    this.#turns.set(frame.event, turn);
    return sent;
  }

  /** The connection broke. @param wasTooLarge the server said that a frame was too large: the largest one */
  broke(wasTooLarge: boolean): void {
    const largest = [...this.#underway].reduce<Frame | undefined>(
      (most, frame) => (most && most.bytes >= frame.bytes ? most : frame),
      undefined,
    );
    for (const frame of this.#underway) {
      const times = (this.#losses.get(frame.text)?.times ?? 0) + 1;
      this.#losses.delete(frame.text);
      this.#losses.set(frame.text, { times, tooLarge: wasTooLarge && frame === largest });
    }
    for (const text of [...this.#losses.keys()].slice(0, -REMEMBERED)) this.#losses.delete(text);
  }

  /** One frame under suspicion at a time, whatever its event: only so a break shows which it was. */
  #alone<T>(frame: Frame, transmit: () => Promise<Ack<T>>): Promise<Ack<T>> {
    if (!this.#losses.has(frame.text)) return this.#attempt(frame, transmit);
    const sent = this.#suspects.then(() => this.#attempt(frame, transmit));
    this.#suspects = sent.catch(() => undefined);
    return sent;
  }

  async #attempt<T>(frame: Frame, transmit: () => Promise<Ack<T>>): Promise<Ack<T>> {
    this.#refuseBreaker(frame);
    this.#underway.add(frame);
    try {
      const answer = await transmit();
      this.#losses.delete(frame.text);
      return answer;
    } catch (cause) {
      this.#refuseBreaker(frame);
      throw cause;
    } finally {
      this.#underway.delete(frame);
    }
  }

  #refuseBreaker({ text }: Frame): void {
    const loss = this.#losses.get(text);
    if (loss?.tooLarge) throw tooLarge();
    if (!loss || loss.times < MOST_LOSSES) return;
    const message = 'The connection broke each time this was sent, so it is not sent again.';
    throw new RinglineError({ code: 'undeliverable', message, retryable: false });
  }
}
