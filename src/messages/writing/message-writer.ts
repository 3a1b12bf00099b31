import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import type { Principal } from '../../platform/access/principal.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { MessageChecks } from './message-checks.js';
import { type Candidate, MessageGroups, type Waiter } from './message-groups.js';
import { messagesErrors } from '../messages.errors.js';
import type { SendAck, SendPayload } from '../messages.protocol.js';
import type { NewMessage } from '../messages.store.js';
import { nextGroup } from './next-group.policy.js';

const GROUP_MAX = 256;
const WAITING_MAX = 5000;
/** Groups of different rooms that are stored at a time; the embedded database has one connection. */
const GROUPS_UNDER_WAY = 3;

interface Sent extends Waiter {
  principal: Principal;
  payload: SendPayload;
}

/** A candidate, with the fields that `nextGroup` needs. */
interface Placed extends Candidate {
  room: string;
  author: string;
  client: string;
}

/**
 * Stores messages in groups. Messages that arrive while a room's group is being committed are checked meanwhile and form its
 * next one, so that groups grow by themselves with the load. A room has one group under way, and an author is in one: both are
 * in order.
 */
@Injectable()
export class MessageWriter implements BeforeApplicationShutdown {
  /** Not checked yet. */
  private queue: Sent[] = [];
  private checking?: Promise<void>;
  /** Checked, in the order of their coming. */
  private readonly ready: Placed[] = [];
  private readonly underWay = new Set<Placed[]>();
  /** Until every sender has been answered. */
  private readonly storing = new Set<Promise<void>>();
  private readonly groupsMax: number;

  constructor(
    private readonly checks: MessageChecks,
    private readonly groups: MessageGroups,
    config: Configuration,
    metrics: Metrics,
  ) {
    this.groupsMax = config.stores.embedded ? 1 : GROUPS_UNDER_WAY;
    metrics.gauge(
      'messages_waiting',
      'Messages that wait to be stored',
      () => this.queue.length + this.ready.length,
    );
  }

  /**
   * @returns after the commit
   * @throws the errors of `MessageChecks.admit`, client_id_used, media_not_found, media_in_use, service_unavailable
   */
  write(principal: Principal, payload: SendPayload): Promise<SendAck> {
    if (this.queue.length >= WAITING_MAX) throw platformErrors.service_unavailable({ retryAfterMs: 1000 });
    return new Promise((resolve, reject) => {
      this.queue.push({ principal, payload, resolve, reject });
      this.checkNext();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    while (this.checking || this.storing.size > 0) await Promise.all([this.checking, ...this.storing]);
  }

  private checkNext(): void {
    // Nothing is checked long before it can be stored.
    if (this.checking || this.queue.length === 0 || this.ready.length >= GROUP_MAX) return;
    this.checking = this.check().finally(() => {
      this.checking = undefined;
      this.storeNext();
      this.checkNext();
    });
  }

  private storeNext(): void {
    while (this.ready.length > 0 && this.underWay.size < this.groupsMax) {
      const group = this.take();
      if (group.length === 0) return;
      this.underWay.add(group);
      const stored = this.store(group).finally(() => this.storing.delete(stored));
      this.storing.add(stored);
    }
  }

  /** While a group is announced the next one is on its way to the database. */
  private async store(group: Placed[]): Promise<void> {
    const announce = await this.groups.commit(group);
    this.underWay.delete(group);
    // Messages that are being checked join the group.
    if (!this.checking) this.storeNext();
    this.checkNext();
    await new Promise((resolve) => setImmediate(resolve));
    announce();
  }

  private take(): Placed[] {
    const busy = [...this.underWay].flat();
    const rooms = new Set(busy.map(({ room }) => room));
    const authors = new Set(busy.map(({ author }) => author));
    return nextGroup(this.ready, { rooms, authors }, GROUP_MAX);
  }

  /** Everything is checked before it is stored; a message that is refused does not affect the others. */
  private async check(): Promise<void> {
    // Messages that have already arrived at this process join the group.
    await new Promise((resolve) => setImmediate(resolve));
    const batch = this.queue.splice(0, GROUP_MAX);
    const admitted = await Promise.all(batch.map((sent) => this.admit(sent)));
    const candidates = new Map<string, Placed>();
    for (const [i, message] of admitted.entries()) {
      if (!message) continue;
      const { resolve, reject, payload } = batch[i]!;
      const { room, author, client } = message;
      const key = `${author} ${client}`;
      const same = candidates.get(key);
      if (!same)
        candidates.set(key, {
          message,
          room,
          author,
          client,
          slug: payload.room,
          waiters: [{ resolve, reject }],
        });
      else if (same.room === room) same.waiters.push({ resolve, reject });
      else reject(messagesErrors.client_id_used());
    }
    this.ready.push(...candidates.values());
  }

  private async admit({ principal, payload, reject }: Sent): Promise<NewMessage | undefined> {
    try {
      return await this.checks.admit(principal, payload);
    } catch (error) {
      reject(error);
      return undefined;
    }
  }
}
