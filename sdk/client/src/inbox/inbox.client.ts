import type {
  DirectChat,
  DirectThread,
  InboxClientEvents,
  InboxServerEvents,
  MissedCall,
  Page,
  Unread,
} from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { Emitter } from '../platform/emitter.js';
import { Observable, type Readable } from '../platform/observable.js';
import type { Channel } from '../realtime/channel.js';

export interface InboxState extends Unread {
  /** Missed calls that this page knows of and that were not seen yet, the latest first; `missedCalls` counts all. */
  missed: MissedCall[];
}

interface InboxEvents {
  /** A direct thread that is not shown here has something new. */
  item: DirectChat;
}

const EMPTY: InboxState = { total: 0, byRoom: {}, missedCalls: 0, missed: [] };

/** Unread messages, by the server's count; direct threads; missed calls. */
export class Inbox {
  readonly #state = new Observable<InboxState>(EMPTY);
  readonly #events = new Emitter<InboxEvents>();
  readonly on = this.#events.on;
  #open: string | null = null;

  constructor(
    private readonly channel: Channel<InboxClientEvents, InboxServerEvents>,
    private readonly auth: Auth,
  ) {
    channel.on('inbox:unread', (unread) => {
      const missed = unread.missedCalls === 0 ? [] : this.#state.value.missed.slice(0, unread.missedCalls);
      this.#state.set({ ...unread, missed });
    });
    channel.on('inbox:missed-call', (missed) => this.#missed(missed));
    channel.on('inbox:item', (item) => this.#events.emit('item', item));
  }

  get state(): Readable<InboxState> {
    return this.#state;
  }

  /** This page shows a room and its user looks at it, or (null) at none: messages that arrive there are read. */
  open(room: string | null): void {
    if (room === this.#open) return;
    this.#open = room;
    this.#sendOpen();
  }

  /** @returns how much is unread in that room then */
  async markRead(room: string, seq: number): Promise<number> {
    return (await this.channel.request('inbox:mark-read', { room, seq })).unread;
  }

  /** @param callId this missed call and those before it; left out: all */
  async callsSeen(callId?: string): Promise<void> {
    await this.channel.request('inbox:calls-seen', callId === undefined ? {} : { callId });
  }

  /** Direct threads, the latest activity first. */
  chats({ limit = 50, cursor }: { limit?: number; cursor?: string } = {}): Promise<Page<DirectChat>> {
    const parameters = new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
    return this.auth.send('GET', `/api/chat/direct/chats?${parameters}`);
  }

  /** Finds or creates the direct thread with a user. */
  start(username: string): Promise<DirectThread> {
    return this.auth.send('POST', '/api/chat/direct/start', { body: { username } });
  }

  /** The connection is there again. */
  resume(): void {
    if (this.#open !== null) this.#sendOpen();
  }

  /** Signed out: nothing is unread. */
  clear(): void {
    this.#open = null;
    this.#state.set(EMPTY);
  }

  /** Without a connection nothing is read; `resume` says it again. */
  #sendOpen(): void {
    this.channel.request('inbox:open', { room: this.#open }).catch(() => undefined);
  }

  #missed(missed: MissedCall): void {
    const { value } = this.#state;
    if (value.missed.some(({ call }) => call.id === missed.call.id)) return;
    const all = [missed, ...value.missed].sort((a, b) => (a.call.endedAt! < b.call.endedAt! ? 1 : -1));
    this.#state.set({ ...value, missedCalls: Math.max(value.missedCalls, all.length), missed: all });
  }
}
