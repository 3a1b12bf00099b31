import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { Configuration } from '../../platform/config/configuration.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Schedule } from '../../platform/schedule/schedule.js';
import { engineOf } from './engine.js';
import { CLOSE_CODES } from '../realtime.protocol.js';
import { SendBacklog } from './send-backlog.js';
import { endConnection } from '../socket.close.js';
import type { Connection } from '../socket.connection.js';

const SWEEP_MS = 1000;
const COME_BACK_MS = 5000;

/**
 * Ends connections whose client does not read: when too much waits for it, when nothing has left for too long, whatever the client
 * sends, and, most first, when too much waits for all together.
 */
@Injectable()
export class SendBacklogs implements OnApplicationBootstrap {
  /** Connections with a backlog, and some that had one a moment ago. */
  private readonly waiting = new Set<SendBacklog>();

  constructor(
    private readonly config: Configuration,
    private readonly schedule: Schedule,
    metrics: Metrics,
  ) {
    metrics.gauge('ws_send_backlog_bytes', 'Bytes that wait for clients to read them', () => this.total());
  }

  onApplicationBootstrap(): void {
    this.schedule.every(SWEEP_MS, 'slow clients could not be looked for', () => this.sweep());
  }

  /** Counts the pending data of a connection from now on. */
  attach(socket: Socket, connection: Connection): void {
    const backlog: SendBacklog = new SendBacklog(engineOf(socket), {
      maxBytes: this.config.sockets.sendBacklogBytes,
      watch: (one) => this.waiting.add(one),
      unwatch: (one) => this.waiting.delete(one),
      // Not in the middle of a write, which may be to other connections.
      overflowed: () => void setImmediate(() => this.end(backlog, connection)),
    });
  }

  private sweep(): void {
    const now = performance.now();
    for (const backlog of this.waiting) {
      const stillMs = backlog.stillFor(now);
      if (backlog.bytes === 0) this.waiting.delete(backlog);
      else if (stillMs >= this.config.sockets.sendStallTimeoutS * 1000) backlog.drop();
    }
    let excess = this.total() - this.config.sockets.sendBacklogTotalBytes;
    if (excess <= 0) return;
    const mostFirst = [...this.waiting].sort((a, b) => b.bytes - a.bytes);
    for (const backlog of mostFirst) {
      if (excess <= 0) return;
      excess -= backlog.bytes;
      backlog.drop();
    }
  }

  private total(): number {
    let bytes = 0;
    for (const backlog of this.waiting) bytes += backlog.bytes;
    return bytes;
  }

  private end(backlog: SendBacklog, connection: Connection): void {
    backlog.sayWhy();
    endConnection(connection, {
      code: 'slow_consumer',
      closeCode: CLOSE_CODES.slowConsumer,
      reason: 'the client did not read its messages',
      reconnect: true,
      retryAfterMs: COME_BACK_MS,
    });
  }
}
