import type { Media } from '../protocol.js';
import { CHAT_MESSAGE_MAX_LENGTH } from '../../../../src/platform/wire/wire-limits.protocol.js';
import { randomId } from '../platform/random-id.js';
import { RinglineError } from '../platform/ringline.error.js';
import { codePoints } from '../platform/text-length.js';

/** Written here and not acknowledged yet. */
export interface PendingMessage {
  clientId: string;
  text: string;
  replyTo?: string;
  attachments?: readonly Media[];
  /** Why it was not taken; it is not sent again by itself. */
  error?: RinglineError;
}

type NewMessage = Pick<PendingMessage, 'text' | 'replyTo' | 'attachments'>;

interface PendingMessagesOptions {
  isJoined: () => boolean;
  request: (message: PendingMessage) => Promise<unknown>;
  onChange: (pending: readonly PendingMessage[]) => void;
}

/** Messages on their way to the server, in the order they were written. */
export class PendingMessages {
  #list: readonly PendingMessage[] = [];
  readonly #underway = new Set<string>();

  constructor(private readonly options: PendingMessagesOptions) {}

  /** Sent at once where there is a connection; a message that the server would refuse is refused here. */
  add(written: NewMessage): void {
    const error = textTooLong(written.text);
    const message: PendingMessage = { clientId: randomId(), ...written, ...(error && { error }) };
    this.#set([...this.#list, message]);
    void this.#transmit(message.clientId);
  }

  /** The connection is there again. */
  sendAll(): void {
    for (const { clientId } of this.#list) void this.#transmit(clientId);
  }

  /** It arrived, or is no longer wanted. */
  remove(clientId: string): void {
    const left = this.#list.filter((held) => held.clientId !== clientId);
    if (left.length < this.#list.length) this.#set(left);
  }

  async #transmit(clientId: string): Promise<void> {
    const message = this.#list.find((held) => held.clientId === clientId);
    if (!message || message.error || this.#underway.has(clientId) || !this.options.isJoined()) return;
    this.#underway.add(clientId);
    try {
      await this.options.request(message);
      // The message itself comes as `message:new`, or with the missed ones.
    } catch (cause) {
      const error = RinglineError.from(cause);
      if (error.retryAfterMs) setTimeout(() => void this.#transmit(clientId), error.retryAfterMs);
      if (error.retryable || error.code === 'not_connected' || error.code === 'ack_timeout') return;
      this.#set(this.#list.map((held) => (held === message ? { ...held, error } : held)));
    } finally {
      this.#underway.delete(clientId);
    }
  }

  #set(list: readonly PendingMessage[]): void {
    this.#list = list;
    this.options.onChange(list);
  }
}

/** As the server says it. */
export function textTooLong(text: string): RinglineError | undefined {
  if (text.length <= CHAT_MESSAGE_MAX_LENGTH || codePoints(text) <= CHAT_MESSAGE_MAX_LENGTH) return undefined;
  const message = `This text is too long. It may have at most ${CHAT_MESSAGE_MAX_LENGTH} characters.`;
  const errors = [{ path: 'text', code: 'text_too_long', message }];
  return new RinglineError({ code: 'validation_failed', message, retryable: false, errors });
}
