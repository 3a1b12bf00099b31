import type { History, Message, MessagesClientEvents, MessagesServerEvents } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { Observable, type Readable } from '../platform/observable.js';
import type { Channel } from '../realtime/channel.js';
import { ChatRoom } from './chat-room.js';

export interface MessagesState {
  /** The rooms whose messages this page follows, in the order in which they were opened. */
  open: readonly ChatRoom[];
}

/** Reads and writes in rooms. */
export class Messages {
  readonly #state = new Observable<MessagesState>({ open: [] });
  readonly #latest = new Observable<ReadonlyMap<string, Message>>(new Map());
  /** How often each open room was opened, so that parts of a page do not close it for one another. */
  readonly #holders = new Map<ChatRoom, number>();

  constructor(
    private readonly channel: Channel<MessagesClientEvents, MessagesServerEvents>,
    private readonly auth: Auth,
  ) {
    for (const event of ['message:new', 'message:edited', 'message:deleted'] as const)
      channel.on(event, (message) => {
        this.#learn(message);
        this.find(message.room)?.received(message);
      });
    channel.on('message:reaction', (reaction) => this.find(reaction.room)?.reacted(reaction));
    channel.on('room:typing', ({ room, user }) => this.find(room)?.writes(user));
    channel.on('room:head', (head) => this.find(head.room)?.head(head));
    channel.on('room:left', ({ room }) => {
      const open = this.find(room);
      open?.left();
      if (open) this.#remove(open);
    });
  }

  get state(): Readable<MessagesState> {
    return this.#state;
  }

  /** The latest known message of each room, by the room's slug. */
  get latest(): Readable<ReadonlyMap<string, Message>> {
    return this.#latest;
  }

  async askLatest(room: string): Promise<void> {
    const path = `/api/chat/rooms/${encodeURIComponent(room)}/messages?limit=1`;
    const { messages } = await this.auth.send<History>('GET', path);
    messages.forEach((message) => this.#learn(message));
  }

  /**
   * Follows a room's messages; several rooms may be open at a time. Each call needs a `close`: a room that was opened twice stays open
   * until the second.
   * @param room its slug
   */
  open(room: string): ChatRoom {
    const open = this.find(room) ?? this.#add(room);
    this.#holders.set(open, (this.#holders.get(open) ?? 0) + 1);
    return open;
  }

  /** @param room its slug; one that is not open is left alone */
  close(room: string): void {
    const open = this.find(room);
    if (!open) return;
    const holders = (this.#holders.get(open) ?? 1) - 1;
    this.#holders.set(open, holders);
    if (holders > 0) return;
    void open.leave();
    this.#remove(open);
  }

  /** The room with this slug, if it is open. */
  find(room: string): ChatRoom | undefined {
    return this.#state.value.open.find((open) => open.room === room);
  }

  interrupted(): void {
    for (const room of this.#state.value.open) room.interrupted();
  }

  resume(): void {
    for (const room of this.#state.value.open) void room.resume();
  }

  /** Signed out: no room is open. */
  clear(): void {
    for (const room of this.#state.value.open) room.left();
    this.#holders.clear();
    this.#state.set({ open: [] });
    this.#latest.set(new Map());
  }

  #add(slug: string): ChatRoom {
    const room = new ChatRoom(
      slug,
      (event, payload) => this.channel.request(event, payload),
      (query, path = '') =>
        this.auth.send('GET', `/api/chat/rooms/${encodeURIComponent(slug)}/messages${path}?${query}`),
      () => this.auth.state.value.user?.id,
    );
    this.#state.set({ open: [...this.#state.value.open, room] });
    void room.join();
    return room;
  }

  #remove(room: ChatRoom): void {
    this.#holders.delete(room);
    this.#state.set({ open: this.#state.value.open.filter((open) => open !== room) });
  }

  #learn(message: Message): void {
    const held = this.#latest.value.get(message.room);
    if (held && held.seq > message.seq) return;
    if (held?.seq === message.seq && (held.revision ?? 0) > (message.revision ?? 0)) return;
    this.#latest.set(new Map(this.#latest.value).set(message.room, message));
  }
}
