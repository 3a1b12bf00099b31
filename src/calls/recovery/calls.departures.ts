import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { BatchedLookup } from '../../platform/database/batched-lookup.js';
import { Events } from '../../platform/events/events.js';
import { Log } from '../../platform/log/log.js';
import type { Connection } from '../../realtime/socket.connection.js';
import { SessionRevoked } from '../../sessions/sessions.events.js';
import { BlockChanged } from '../../users/users.events.js';
import { transition } from '../call.machine.js';
import { CallsService } from '../calls.service.js';
import { CallsStore } from '../calls.store.js';
import { type Departure, departureOf } from './departure.policy.js';
import { DeparturesStore, type Found } from './departures.store.js';

/**
 * A user who is no longer signed in, or has blocked the peer, leaves their calls at once: the grace period is for lost networks
 * only. The stored state decides; events say when to check, and a sweep finds what no event reported.
 */
@Injectable()
export class CallsDepartures implements OnApplicationBootstrap {
  /** Every user may have left at once. */
  private readonly looks = new BatchedLookup<undefined>((userIds) => this.lookAt(userIds));
  /** Users of whom a session has ended since the last check. */
  private signedOut = new Set<string>();

  constructor(
    private readonly store: DeparturesStore,
    private readonly callsStore: CallsStore,
    private readonly calls: CallsService,
    private readonly events: Events,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(SessionRevoked, ({ userId }) => {
      this.signedOut.add(userId);
      return this.look(userId);
    });
    this.events.on(BlockChanged, ({ blockerId }) => this.look(blockerId));
  }

  /** The device of a connection is signed out: it will not come back, whatever is stored of its session. */
  async leave(connection: Connection): Promise<void> {
    await this.look(connection.principal.userId);
    await this.callsStore.loseConnection(connection.id, 0);
    for (const ended of await this.callsStore.endLost()) await this.calls.close(ended);
  }

  /** Calls that ring or, with less haste, that run. */
  async sweep(status: 'created' | 'active'): Promise<void> {
    await this.applyDepartures([status]);
  }

  private async look(userId: string): Promise<void> {
    await this.looks.find(userId);
  }

  private async lookAt(userIds: string[]): Promise<Map<string, undefined>> {
    const signedOut = [...this.signedOut];
    this.signedOut = new Set();
    await this.applyDepartures(['created', 'active'], userIds, signedOut).catch((error: unknown) => {
      this.log.warn('who has left a call will be found later', { error });
    });
    return new Map<string, undefined>();
  }

  private async applyDepartures(...which: Parameters<DeparturesStore['find']>): Promise<void> {
    for (const standing of await this.store.find(...which)) {
      const departure = departureOf(standing);
      if (departure) await this.apply(standing, departure);
    }
  }

  private async apply({ id, status, callerId }: Found, departure: Departure): Promise<void> {
    if ('calleeOnly' in departure) {
      const call = await this.callsStore.endForCallee(id, departure.calleeOnly);
      if (call) this.calls.closeForCallee(call);
      return;
    }
    const { endReason } = transition(status, departure.command);
    const ended = await this.callsStore.end(id, status, endReason!, departure.endedBy);
    if (ended) await this.calls.close(ended);
    // The callee accepted concurrently.
    else if (status === 'created') await this.applyDepartures(['active'], [callerId]);
  }
}
