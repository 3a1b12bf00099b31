/**
 * A piece of a room's history that does not reach to the latest messages yet, around a message the user jumped to. It grows in
 * both directions; once it meets the list of latest messages it is merged into it.
 */
import type { History, Message, MessagesServerEvents } from '../protocol.js';
import { Observable, type Readable } from '../platform/observable.js';
import { type MessageList, withMessages, withReaction } from './message-list.js';

const AROUND = 30;
const MORE = 50;

export interface PastState {
  /** The oldest first, nothing missing between. */
  messages: MessageList;
  hasOlder: boolean;
}

interface Present {
  firstSeq: () => number | undefined;
  /** Adds the messages immediately before the ones it holds. */
  extend: (messages: MessageList, hasOlder: boolean) => void;
}

export class PastMessages {
  readonly #state = new Observable<PastState | undefined>(undefined);

  constructor(
    private readonly history: (query: string) => Promise<History>,
    private readonly present: Present,
  ) {}

  /** undefined: the present is shown. */
  get state(): Readable<PastState | undefined> {
    return this.#state;
  }

  /** Loads the message with that number and those around it. */
  async goTo(seq: number): Promise<void> {
    const first = this.present.firstSeq();
    if (first !== undefined && seq >= first) return this.leave();
    const [before, after] = await Promise.all([
      this.history(`beforeSeq=${seq}&limit=${AROUND}`),
      this.history(`afterSeq=${seq - 1}&limit=${AROUND}`),
    ]);
    this.#show(withMessages(before.messages, after.messages), before.hasMore, after.hasMore);
  }

  async loadOlder(): Promise<void> {
    const shown = this.#state.value!;
    const { messages, hasMore } = await this.history(`beforeSeq=${shown.messages[0]!.seq}&limit=${MORE}`);
    if (this.#state.value) this.#show(withMessages(this.#state.value.messages, messages), hasMore, true);
  }

  async loadNewer(): Promise<void> {
    const shown = this.#state.value!;
    const { messages, hasMore } = await this.history(`afterSeq=${shown.messages.at(-1)!.seq}&limit=${MORE}`);
    const held = this.#state.value;
    if (held) this.#show(withMessages(held.messages, messages), held.hasOlder, hasMore);
  }

  /** Back to the present. */
  leave(): void {
    this.#state.set(undefined);
  }

  /** A message is edited or deleted. */
  changed(message: Message): void {
    const held = this.#state.value;
    if (held?.messages.some(({ seq }) => seq === message.seq))
      this.#state.set({ ...held, messages: withMessages(held.messages, [message]) });
  }

  reacted(reaction: MessagesServerEvents['message:reaction'], ownId: string | undefined): void {
    const held = this.#state.value;
    if (held) this.#state.set({ ...held, messages: withReaction(held.messages, reaction, ownId) });
  }

  #show(messages: MessageList, hasOlder: boolean, hasNewer: boolean): void {
    const first = this.present.firstSeq();
    const meets = !hasNewer || (first !== undefined && (messages.at(-1)?.seq ?? 0) >= first - 1);
    if (!meets) return this.#state.set({ messages, hasOlder });
    this.present.extend(messages, hasOlder);
    this.leave();
  }
}
