import type {
  PresenceChanged,
  PresenceClientEvents,
  PresenceServerEvents,
  RealtimeServerEvents,
  UserStatus,
} from '../protocol.js';
import { Observable, type Readable } from '../platform/observable.js';
import type { Channel } from '../realtime/channel.js';
import { fromSnapshot, NOBODY, withChanges, type PresenceList } from './presence.list.js';

/** The online users, from the snapshot and the versioned changes after it. */
export class Presence {
  readonly #list = new Observable<PresenceList>(NOBODY);
  /** Changes since `welcome` that came before the snapshot. */
  #overtaking?: PresenceChanged[];

  constructor(
    private readonly channel: Channel<PresenceClientEvents, PresenceServerEvents & RealtimeServerEvents>,
  ) {
    channel.on('welcome', () => (this.#overtaking = []));
    channel.on('presence:snapshot', (snapshot) => {
      this.#list.set(fromSnapshot(snapshot, this.#overtaking));
      this.#overtaking = undefined;
    });
    channel.on('presence:changes', ({ users }) => {
      this.#overtaking?.push(...users);
      this.#list.set(withChanges(this.#list.value, users));
    });
    channel.on('presence:guests', ({ guests }) => this.#list.set({ ...this.#list.value, guests }));
  }

  get list(): Readable<PresenceList> {
    return this.#list;
  }

  /** `OFFLINE` means "appear offline". */
  async setStatus(status: UserStatus): Promise<UserStatus> {
    return (await this.channel.request('presence:set', { status })).status;
  }

  clear(): void {
    this.#list.set(NOBODY);
  }
}
