import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Events } from '../platform/events/events.js';
import { SharedClock } from '../platform/database/shared-clock.js';
import { ConnectionOpened } from '../realtime/realtime.events.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import { IceServersService } from '../signaling/ice-servers.service.js';
import { UsersService } from '../users/users.service.js';
import { deviceOf } from './call-device.js';
import { otherSide } from './call.policy.js';
import { CallUncertain } from './calls.events.js';
import type { Call, OngoingCall } from './calls.protocol.js';
import { CallsStore } from './calls.store.js';
import { OngoingCallsStore } from './recovery/ongoing-calls.store.js';

/** `call:state`: the calls that ring or run, for devices that connect, and again for devices that may have missed an event. */
@Injectable()
export class CallsState implements OnApplicationBootstrap {
  constructor(
    private readonly store: CallsStore,
    private readonly ongoingCalls: OngoingCallsStore,
    private readonly realtime: RealtimeService,
    private readonly iceServers: IceServersService,
    private readonly users: UsersService,
    private readonly events: Events,
    private readonly clock: SharedClock,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(ConnectionOpened, ({ connection }) =>
      this.greet(connection).catch((error: unknown) => {
        // Events for the device wait for this: they are sent once the stores answer.
        this.events.publish(new CallUncertain());
        throw error;
      }),
    );
    this.iceServers.register(async (userId) => (await this.ongoingCalls.of(userId)).length > 0);
  }

  /** Notifies the devices of this instance whose calls ring or run, or ended since. */
  async resend(since: Date): Promise<void> {
    const calls = await this.ongoingCalls.recent(since);
    const concerned = new Set(calls.flatMap(({ callerId, calleeId }) => [callerId, calleeId]));
    const devices = [...this.realtime.localConnections()].filter(({ principal }) =>
      concerned.has(principal.userId),
    );
    await Promise.all(devices.map((device) => this.greet(device)));
  }

  /**
   * The calls that ring or run, so that a reconnected device rings or stops ringing. An event sent during the look-up may
   * contradict its result, and the device trusts the last message: in that case the look-up is repeated.
   */
  private async greet(connection: Connection): Promise<void> {
    let isStale: boolean;
    const stopWatching = connection.onOutgoing((event) => (isStale ||= event.startsWith('call:')));
    try {
      let calls: OngoingCall[];
      do {
        isStale = false;
        calls = await this.ongoing(connection);
      } while (isStale && connection.connected);
      connection.emit('call:state', { calls });
    } finally {
      stopWatching();
    }
  }

  private async ongoing(connection: Connection): Promise<OngoingCall[]> {
    const { userId } = connection.principal;
    const ongoing = await this.ongoingCalls.of(userId);
    const ringing = ongoing.filter(({ call }) => call.status === 'created' && call.calleeId === userId);
    if (ringing.length > 0)
      await this.store.invite(
        ringing.map(({ call }) => call.id),
        userId,
        deviceOf(connection.principal, connection),
      );
    const calls = await Promise.all(
      ongoing.map(({ call, ringExpiresAt }) => this.describe(call, ringExpiresAt, userId)),
    );
    return calls.filter((call) => call !== undefined);
  }

  private async describe(call: Call, ringExpiresAt: Date, userId: string): Promise<OngoingCall | undefined> {
    const peer = await this.users.findPublic(otherSide(call, userId), userId);
    // The other account is deleted; the call ends by its own deadline.
    if (!peer) return undefined;
    return {
      ...call,
      peer,
      ...(call.status === 'created' && {
        expiresInMs: Math.max(0, ringExpiresAt.getTime() - this.clock.nowMs()),
      }),
    };
  }
}
