import type {
  History,
  Message,
  MessagesClientEvents,
  MessagesServerEvents,
} from '../../../src/messages/messages.protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { Observable, type Readable } from '../platform/observable.js';
import type { Channel } from '../realtime/channel.js';
import { ChatRoom } from './chat-room.js';

export interface MessagesState {
  /** The room whose messages this page shows; at most one. */
  open?: ChatRoom;
}

/** Reads and writes in rooms. */
export class Messages {
  readonly #state = new Observable<MessagesState>({});
  readonly #latest = new Observable<ReadonlyMap<string, Message>>(new Map());

  constructor(
    private readonly channel: Channel<MessagesClientEvents, MessagesServerEvents>,
    private readonly auth: Auth,
  ) {
    for (const event of ['message:new', 'message:edited', 'message:deleted'] as const)
      channel.on(event, (message) => {
        this.#learn(message);
        this.#in(message.room)?.received(message);
      });
    channel.on('message:reaction', (news) => this.#in(news.room)?.reacted(news));
    channel.on('room:typing', ({ room, user }) => this.#in(room)?.writes(user));
    channel.on('room:head', (head) => this.#in(head.room)?.head(head));
    channel.on('room:left', ({ room }) => {
      this.#in(room)?.left();
      if (this.#in(room)) this.#state.set({});
    });
  }

  get state(): Readable<MessagesState> {
    return this.#state;
  }

  /** What was said last in rooms that this page has asked for or is told of, by their slug. */
  get latest(): Readable<ReadonlyMap<string, Message>> {
    return this.#latest;
  }

  async askLatest(room: string): Promise<void> {
    const path = `/api/chat/rooms/${encodeURIComponent(room)}/messages?limit=1`;
    const { messages } = await this.auth.send<History>('GET', path);
    messages.forEach((message) => this.#learn(message));
  }

  /** @param room its slug */
  open(room: string): ChatRoom {
    if (this.#state.value.open) this.close();
    const opened = new ChatRoom(
      room,
      (event, payload) => this.channel.request(event, payload),
      (query, path = '') =>
        this.auth.send('GET', `/api/chat/rooms/${encodeURIComponent(room)}/messages${path}?${query}`),
      () => this.auth.state.value.user?.id,
    );
    this.#state.set({ open: opened });
    void opened.join();
    return opened;
  }

  close(): void {
    void this.#state.value.open?.leave();
    this.#state.set({});
  }

  interrupted(): void {
    this.#state.value.open?.interrupted();
  }

  resume(): void {
    void this.#state.value.open?.join();
  }

  /** Signed out: nothing is read here any more. */
  clear(): void {
    this.#state.value.open?.left();
    this.#state.set({});
    this.#latest.set(new Map());
  }

  #learn(message: Message): void {
    const held = this.#latest.value.get(message.room);
    if (held && held.seq > message.seq) return;
    if (held?.seq === message.seq && (held.revision ?? 0) > (message.revision ?? 0)) return;
    this.#latest.set(new Map(this.#latest.value).set(message.room, message));
  }

  #in(room: string): ChatRoom | undefined {
    const { open } = this.#state.value;
    return open?.room === room ? open : undefined;
  }
}
