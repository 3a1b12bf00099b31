import type {
  History,
  JoinRoomAck,
  Media,
  Message,
  MessageAuthor,
  MessagesClientEvents,
  MessagesServerEvents,
} from '../protocol.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Channel } from '../realtime/channel.js';
import {
  contiguousUpTo,
  latestRevision,
  type MessageList,
  withMessages,
  withReaction,
} from './message-list.js';
import { PastMessages } from './past-messages.js';
import { type PendingMessage, PendingMessages, textTooLong } from './pending-messages.js';

export type { PendingMessage };

const TYPING_SHOWN_MS = 5_000;
const TYPING_SENT_EVERY_MS = 3_000;
const OLDER = 50;
const RENEWED_EVERY_MS = 30_000;

export interface ChatRoomState {
  room: string;
  status: 'joining' | 'joined' | 'away' | 'left';
  /** The oldest first. */
  messages: MessageList;
  /** Whether there are messages before the first one. */
  hasOlder: boolean;
  pending: readonly PendingMessage[];
  /** The users who are typing, without you. */
  typing: readonly MessageAuthor[];
  error?: RinglineError;
}

/** A search result. */
export interface SearchResults {
  /** The latest first. */
  messages: Message[];
  hasMore: boolean;
}

type Requests = Channel<MessagesClientEvents, object>['request'];

/** A room that this page follows: its history, new messages, and those that are on their way. */
export class ChatRoom {
  readonly past: PastMessages;
  readonly #state: Observable<ChatRoomState>;
  readonly #pending: PendingMessages;
  readonly #typing = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #renewedAt = new Map<number, number>();
  #revision = 0;
  #sentTypingAt = -Infinity;
  #isCatchingUp = false;

  constructor(
    readonly room: string,
    private readonly request: Requests,
    private readonly history: <T = History>(query: string, path?: string) => Promise<T>,
    private readonly ownId: () => string | undefined,
  ) {
    this.#state = new Observable<ChatRoomState>({
      room,
      status: 'joining',
      messages: [],
      hasOlder: false,
      pending: [],
      typing: [],
    });
    this.#pending = new PendingMessages({
      isJoined: () => this.#state.value.status === 'joined',
      request: ({ clientId, text, replyTo, attachments }) =>
        this.request('message:send', {
          room: this.room,
          clientId,
          text,
          ...(replyTo && { replyTo }),
          ...(attachments && { attachments: attachments.map(({ id }) => id) }),
        }),
      onChange: (pending) => this.#change({ pending }),
    });
    this.past = new PastMessages(history, {
      firstSeq: () => this.#state.value.messages[0]?.seq,
      extend: (messages, hasOlder) =>
        this.#change({ messages: withMessages(this.#state.value.messages, messages), hasOlder }),
    });
  }

  get state(): Readable<ChatRoomState> {
    return this.#state;
  }

  /** The latest messages the first time, the missed ones from then on. */
  async join(): Promise<void> {
    try {
      const { messages, status } = this.#state.value;
      const afterSeq = contiguousUpTo(messages);
      const again = status === 'joining' ? {} : { afterSeq, afterRevision: this.#revision };
      const ack = await this.request('room:join', { room: this.room, ...again });
      this.#take(ack, status === 'joining');
      this.#pending.sendAll();
      if (ack.hasMoreChanged || (status !== 'joining' && ack.hasMore)) await this.join();
    } catch (cause) {
      this.#change({ error: RinglineError.from(cause) });
    }
  }

  /** The connection is back; a first join that is on its way goes on by itself. */
  async resume(): Promise<void> {
    const { status, error } = this.#state.value;
    if (status !== 'joining' || error) await this.join();
  }

  interrupted(): void {
    if (this.#state.value.status === 'joined') this.#change({ status: 'away' });
  }

  async leave(): Promise<void> {
    this.left();
    await this.request('room:leave', { room: this.room }).catch(() => undefined);
  }

  left(): void {
    for (const timer of this.#typing.values()) clearTimeout(timer);
    this.#change({ status: 'left', typing: [] });
  }

  async loadOlder(): Promise<void> {
    const [first] = this.#state.value.messages;
    if (!first) return;
    const { messages, hasMore } = await this.history(`beforeSeq=${first.seq}&limit=${OLDER}`);
    this.#change({ messages: withMessages(this.#state.value.messages, messages), hasOlder: hasMore });
  }

  /** Words, "phrases", `or` and -without; the latest first. @param beforeSeq the last number found, to go on */
  search(query: string, beforeSeq?: number): Promise<SearchResults> {
    const parameters = new URLSearchParams({ q: query, limit: '20' });
    if (beforeSeq) parameters.set('beforeSeq', String(beforeSeq));
    return this.history<SearchResults>(parameters.toString(), '/search');
  }

  /** An attachment could not be loaded: requests fresh URLs, but rarely, since it may also be deleted. */
  async renew({ seq }: Message): Promise<void> {
    if (performance.now() - (this.#renewedAt.get(seq) ?? -Infinity) < RENEWED_EVERY_MS) return;
    this.#renewedAt.set(seq, performance.now());
    const { messages: renewed } = await this.history(`afterSeq=${seq - 1}&limit=1`);
    for (const message of renewed) this.past.changed(message);
    const { messages } = this.#state.value;
    if (messages.some((held) => held.seq === seq))
      this.#change({ messages: withMessages(messages, renewed) });
  }

  /** Shown at once as pending; sent again after a reconnect until the server has it. */
  send(text: string, replyTo?: string, attachments: readonly Media[] = []): void {
    this.#sentTypingAt = -Infinity;
    this.#pending.add({
      text,
      ...(replyTo && { replyTo }),
      ...(attachments.length > 0 && { attachments }),
    });
  }

  /** Discards a message that was refused. */
  discard(clientId: string): void {
    this.#pending.remove(clientId);
  }

  async edit(id: string, text: string): Promise<void> {
    const fault = textTooLong(text);
    if (fault) throw fault;
    const { message } = await this.request('message:edit', { room: this.room, id, text });
    this.received(message);
  }

  async delete(id: string): Promise<void> {
    const { message } = await this.request('message:delete', { room: this.room, id });
    this.received(message);
  }

  async react(id: string, emoji: string, on: boolean): Promise<void> {
    await this.request(on ? 'message:react' : 'message:unreact', { room: this.room, id, emoji });
  }

  /** Call it at every key: the others are notified every few seconds. */
  write(): void {
    if (performance.now() - this.#sentTypingAt < TYPING_SENT_EVERY_MS) return;
    this.#sentTypingAt = performance.now();
    this.request('room:typing', { room: this.room }).catch(() => undefined);
  }

  received(message: Message): void {
    const { messages } = this.#state.value;
    this.#revision = Math.max(this.#revision, message.revision ?? 0);
    this.#wroteLast(message.author.id);
    // An edit of a message that is not loaded comes with the history.
    const isOlder = messages[0] !== undefined && message.seq < messages[0].seq;
    this.past.changed(message);
    if (!isOlder) this.#change({ messages: withMessages(messages, [message]) });
    if (message.author.id === this.ownId()) this.#pending.remove(message.clientId);
    this.#fillGap();
  }

  reacted(reaction: MessagesServerEvents['message:reaction']): void {
    this.#revision = Math.max(this.#revision, reaction.revision);
    this.past.reacted(reaction, this.ownId());
    this.#change({ messages: withReaction(this.#state.value.messages, reaction, this.ownId()) });
  }

  head({ lastSeq, revision }: MessagesServerEvents['room:head']): void {
    if (lastSeq > contiguousUpTo(this.#state.value.messages) || revision > this.#revision) this.#catchUp();
  }

  writes(user: MessageAuthor): void {
    if (user.id === this.ownId()) return;
    clearTimeout(this.#typing.get(user.id));
    this.#typing.set(
      user.id,
      setTimeout(() => this.#wroteLast(user.id), TYPING_SHOWN_MS),
    );
    const others = this.#state.value.typing.filter(({ id }) => id !== user.id);
    this.#change({ typing: [...others, user] });
  }

  #take(ack: JoinRoomAck, isFirst: boolean): void {
    const { messages, hasOlder } = this.#state.value;
    const together = withMessages(withMessages(messages, ack.messages), ack.changed ?? []);
    const known = latestRevision(ack.changed ?? [], ack.hasMoreChanged ? this.#revision : ack.revision);
    this.#revision = Math.max(this.#revision, known);
    this.#change({
      status: 'joined',
      messages: together,
      hasOlder: isFirst ? ack.hasMore : hasOlder,
      error: undefined,
    });
  }

  #fillGap(): void {
    const { messages } = this.#state.value;
    if (contiguousUpTo(messages) < (messages.at(-1)?.seq ?? 0)) this.#catchUp();
  }

  #catchUp(): void {
    if (this.#state.value.status !== 'joined') return;
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    void this.join().finally(() => (this.#isCatchingUp = false));
  }

  #wroteLast(userId: string): void {
    clearTimeout(this.#typing.get(userId));
    this.#typing.delete(userId);
    const typing = this.#state.value.typing.filter(({ id }) => id !== userId);
    if (typing.length < this.#state.value.typing.length) this.#change({ typing });
  }

  #change(change: Partial<ChatRoomState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}
