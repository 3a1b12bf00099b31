import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { Configuration } from '../platform/config/configuration.js';
import type { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { toAppError } from '../platform/errors/to-app-error.js';
import type { Ack, WireError } from '../platform/http/problem.protocol.js';
import { Log } from '../platform/log/log.js';
import { authErrors } from '../auth/auth.errors.js';
import type { Connection } from './connection.js';
import { HotEvents, type HotHandler } from './hot-events.js';
import { realtimeErrors } from './realtime.errors.js';
import { CLOSE_CODES } from './realtime.protocol.js';
import { endConnection } from './socket.close.js';
import { EVENTS, MAX_VIOLATIONS, SIGNALS, TokenBucket } from './socket.limits.js';

/** A gateway's method behind Nest's pipes: payload and connection in, ack data out. */
export type EventHandler = (payload: unknown, connection: Connection) => Promise<unknown>;

type AckFunction = (answer: Ack<unknown>) => void;

/** Everything that arrives on a socket passes here: limits, token expiry, hot events, gateways, one ack shape. */
@Injectable()
export class SocketDispatch {
  private readonly handlers = new Map<string, EventHandler>();

  constructor(
    private readonly hot: HotEvents,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  register(event: string, handler: EventHandler): void {
    this.handlers.set(event, handler);
  }

  /** Takes over a socket's incoming events. */
  attach(socket: Socket, connection: Connection): void {
    const factor = this.config.rateLimitFactor;
    const events = factor === 0 ? null : new TokenBucket(EVENTS.perSecond * factor, EVENTS.burst * factor);
    const signals = factor === 0 ? null : new TokenBucket(SIGNALS.perSecond * factor, SIGNALS.burst * factor);
    let violations = 0;
    // `next` is never called: nothing listens behind this middleware.
    socket.use((packet: unknown[]) => {
      const last = packet[packet.length - 1];
      const ack = typeof last === 'function' ? (last as AckFunction) : undefined;
      const event = packet[0];
      const hot = typeof event === 'string' ? this.hot.get(event) : undefined;
      const now = Date.now();
      const waitMs = (hot ? signals : events)?.take(now) ?? 0;
      if (waitMs > 0) {
        violations += 1;
        this.refuse(connection, event, ack, platformErrors.rate_limited({ retryAfterMs: waitMs }));
        if (violations >= MAX_VIOLATIONS) endConnection(connection, { code: 'rate_limited', closeCode: CLOSE_CODES.tooMany, reason: 'too many events', reconnect: true, retryAfterMs: 5000 });
        return;
      }
      if (now >= connection.principal.expiresAtMs && event !== 'auth:refresh') return this.refuse(connection, event, ack, authErrors.token_expired());
      const payload = packet.length > (ack ? 2 : 1) ? packet[1] : undefined;
      if (hot) this.dispatchHot(hot, connection, event, payload, ack);
      else void this.dispatch(connection, event, payload, ack);
    });
  }

  private dispatchHot(handler: HotHandler, connection: Connection, event: unknown, payload: unknown, ack?: AckFunction): void {
    const answer = handler(connection, payload);
    if (answer instanceof Promise) {
      answer.then(
        (error) => answerWith(connection, event, ack, error),
        (thrown: unknown) => this.refuse(connection, event, ack, thrown),
      );
    } else answerWith(connection, event, ack, answer);
  }

  private async dispatch(connection: Connection, event: unknown, payload: unknown, ack?: AckFunction): Promise<void> {
    const handler = typeof event === 'string' ? this.handlers.get(event) : undefined;
    try {
      if (!handler) throw realtimeErrors.unknown_event();
      if (payload !== undefined && (typeof payload !== 'object' || payload === null || Array.isArray(payload)))
        throw platformErrors.validation_failed({ errors: [{ path: '', code: 'is_object', message: 'the payload must be an object' }] });
      const data = (await handler(payload ?? {}, connection)) ?? {};
      ack?.({ ok: true, data });
    } catch (thrown) {
      this.refuse(connection, event, ack, thrown);
    }
  }

  private refuse(connection: Connection, event: unknown, ack: AckFunction | undefined, thrown: unknown): void {
    const error: AppError = toAppError(thrown);
    if (error.status >= 500 && error.cause !== undefined) this.log.error('event failed', { event: String(event), code: error.code, error: error.cause });
    answerWith(connection, event, ack, error.toWire());
  }
}

function answerWith(connection: Connection, event: unknown, ack: AckFunction | undefined, error: WireError | null): void {
  if (ack) ack(error === null ? { ok: true, data: {} } : { ok: false, error });
  else if (error !== null) connection.emit('error', { ...error, ...(typeof event === 'string' && { event: event.slice(0, 64) }) });
}
