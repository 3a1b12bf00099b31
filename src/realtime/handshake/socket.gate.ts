import type { AppError } from '../../platform/errors/app-error.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import { monotonicMs } from '../../platform/schedule/monotonic.js';
import { sessionErrors } from '../../sessions/sessions.errors.js';
import { CLOSE_CODES } from '../realtime.protocol.js';
import { endConnection } from '../socket.close.js';
import type { Connection } from '../socket.connection.js';
import { EVENTS, MAX_VIOLATIONS, HOT_EVENTS, TokenBucket } from './socket.limits.js';

const COME_BACK_MS = 5000;

/** The checks of every event of a connection: its rate, and a token that has not expired. */
export class EventGate {
  private readonly events?: TokenBucket;
  private readonly hotEvents?: TokenBucket;
  private violations = 0;

  constructor(
    private readonly connection: Connection,
    factor: number,
  ) {
    if (factor === 0) return;
    this.events = new TokenBucket(EVENTS.perSecond * factor, EVENTS.burst * factor);
    this.hotEvents = new TokenBucket(HOT_EVENTS.perSecond * factor, HOT_EVENTS.burst * factor);
  }

  /** @returns rate_limited, token_expired or null; a client that keeps violating the rate is disconnected */
  refusal(event: unknown, isHot: boolean): AppError | null {
    // Clients renew their tokens by themselves: that is no user activity.
    if (isHot || event !== 'auth:refresh') this.connection.hear();
    const waitMs = (isHot ? this.hotEvents : this.events)?.take(monotonicMs()) ?? 0;
    if (waitMs > 0) return this.violate(waitMs);
    if (Date.now() >= this.connection.principal.expiresAtMs && event !== 'auth:refresh')
      return sessionErrors.token_expired();
    return null;
  }

  /** The connection is about to end or has ended: later events are not answered. */
  get closed(): boolean {
    return this.violations >= MAX_VIOLATIONS || !this.connection.connected;
  }

  private violate(waitMs: number): AppError {
    this.violations += 1;
    if (this.closed) {
      const ended = {
        code: 'rate_limited',
        closeCode: CLOSE_CODES.tooMany,
        reason: 'too many events',
        reconnect: true,
        retryAfterMs: COME_BACK_MS,
      };
      // After the refusal itself has been answered.
      setImmediate(() => endConnection(this.connection, ended));
    }
    return platformErrors.rate_limited({ retryAfterMs: waitMs });
  }
}
