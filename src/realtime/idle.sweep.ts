import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { Connections } from './connections.js';
import { idleTimeoutMs, sweepEveryMs } from './idle.policy.js';
import { RealtimeRegistry } from './registry/realtime-registry.service.js';
import { endConnection } from './socket.close.js';
import type { Connection } from './socket.connection.js';

/** Ends connections whose client has sent no event for too long. One look at all of them now and then: an event sets a flag, no clock is read. */
@Injectable()
export class IdleSweep implements OnApplicationBootstrap {
  constructor(
    private readonly connections: Connections,
    private readonly registry: RealtimeRegistry,
    private readonly config: Configuration,
    private readonly schedule: Schedule,
  ) {}

  onApplicationBootstrap(): void {
    const everyMs = sweepEveryMs([...this.registry.idleClasses.timeoutsS, this.guestTimeoutS]);
    if (everyMs < Number.POSITIVE_INFINITY)
      this.schedule.every(everyMs, 'idle connections could not be looked for', () => this.sweep());
  }

  private sweep(): void {
    const now = performance.now();
    for (const connection of [...this.connections.all()]) this.look(connection, now);
  }

  private look(connection: Connection, now: number): void {
    const quietSince = connection.quietSince(now);
    const { timeoutS, closeCode } = this.registry.idleClasses.of(connection.idleClasses);
    const timeoutMs = idleTimeoutMs(
      connection.principal.isGuest ? [timeoutS, this.guestTimeoutS] : [timeoutS],
    );
    if (now - quietSince < timeoutMs) return;
    endConnection(connection, {
      code: 'idle_timeout',
      closeCode,
      reason: `nothing was sent for ${timeoutMs / 1000} seconds`,
      reconnect: false,
    });
  }

  private get guestTimeoutS(): number {
    return this.config.sockets.guestIdleTimeoutS;
  }
}
