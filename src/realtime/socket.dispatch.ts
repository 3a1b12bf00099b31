import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { Configuration } from '../platform/config/configuration.js';
import type { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { toAppError } from '../platform/errors/to-app-error.js';
import type { Ack, WireError } from '../platform/wire/problem.protocol.js';
import { Log } from '../platform/log/log.js';
import { FrameDecoder, framePattern } from './frames/addressed-frame.js';
import type { Connection } from './socket.connection.js';
import { type AddressedFrame, type HotAnswer, HotEvents } from './frames/hot-events.service.js';
import { realtimeErrors } from './realtime.errors.js';
import { EventGate } from './handshake/socket.gate.js';

/** A gateway's method behind Nest's pipes: payload and connection in, ack data out. */
export type EventHandler = (payload: unknown, connection: Connection) => Promise<unknown>;

type Answer = (error: WireError | null, data?: unknown) => void;

const ACCEPTED = '[{"ok":true,"data":{}}]';

/** Everything that arrives on a socket passes here: limits, token expiry, hot events, gateways, one ack shape. */
@Injectable()
export class SocketDispatch {
  private readonly handlers = new Map<string, EventHandler>();

  constructor(
    private readonly hotEvents: HotEvents,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  register(event: string, handler: EventHandler): void {
    this.handlers.set(event, handler);
  }

  /** Takes over a socket's incoming events. */
  attach(socket: Socket, connection: Connection): void {
    const gate = new EventGate(connection, this.config.auth.rateLimitFactor);
    const { hot } = this.hotEvents;
    const take = (event: unknown, payload: unknown, answer: Answer): void => {
      if (gate.closed) return;
      const refused = gate.refusal(event, event === hot?.event);
      if (refused) answer(refused.toWire());
      else if (hot && event === hot.event)
        this.answerHot(hot.takePayload(connection, payload), event, answer);
      else void this.dispatch(connection, event, payload, answer);
    };
    const takeHot = (frame: AddressedFrame): void => {
      if (gate.closed) return;
      const { ackId } = frame;
      const refused = gate.refusal(hot!.event, true);
      const result = refused ? refused.toWire() : hot!.takeFrame(connection, frame);
      if (result === null) {
        if (ackId !== undefined) connection.write(`3${ackId}${ACCEPTED}`);
      } else this.answerHot(result, hot!.event, answerFrame(connection, hot!.event, ackId));
    };
    const decoder: unknown = Reflect.get(socket.client, 'decoder');
    if (decoder instanceof FrameDecoder)
      decoder.intercept({
        ...(hot && { hot: { pattern: framePattern(hot.event, hot.keys), take: takeHot } }),
        take: ({ event, payload, ackId }) => take(event, payload, answerFrame(connection, event, ackId)),
      });
    // Events on the ordinary path. `next` is never called: nothing listens behind this middleware.
    socket.use((packet: unknown[]) => {
      const last = packet[packet.length - 1];
      const ack = typeof last === 'function' ? (last as (answer: Ack<unknown>) => void) : undefined;
      const payload = packet.length > (ack ? 2 : 1) ? packet[1] : undefined;
      take(packet[0], payload, answerBy(connection, packet[0], ack));
    });
  }

  private answerHot(result: HotAnswer, event: string, answer: Answer): void {
    if (result instanceof Promise)
      result.then(answer, (thrown: unknown) => this.refuse(thrown, event, answer));
    else answer(result);
  }

  private async dispatch(
    connection: Connection,
    event: unknown,
    payload: unknown,
    answer: Answer,
  ): Promise<void> {
    const handler = typeof event === 'string' ? this.handlers.get(event) : undefined;
    try {
      if (!handler) throw realtimeErrors.unknown_event();
      if (
        payload !== undefined &&
        (typeof payload !== 'object' || payload === null || Array.isArray(payload))
      )
        throw platformErrors.validation_failed({
          errors: [{ path: '', code: 'is_object', message: 'the payload must be an object' }],
        });
      answer(null, (await handler(payload ?? {}, connection)) ?? {});
    } catch (thrown) {
      this.refuse(thrown, event, answer);
    }
  }

  private refuse(thrown: unknown, event: unknown, answer: Answer): void {
    const error: AppError = toAppError(thrown);
    if (error.status >= 500 && error.cause !== undefined)
      this.log.failure('event failed', error, { event: String(event) });
    answer(error.toWire());
  }
}

function answerBy(connection: Connection, event: unknown, ack?: (answer: Ack<unknown>) => void): Answer {
  return (error, data = {}) => {
    if (ack) ack(error === null ? { ok: true, data } : { ok: false, error });
    else if (error !== null)
      connection.emit('error', { ...error, ...(typeof event === 'string' && { event: event.slice(0, 64) }) });
  };
}

function answerFrame(connection: Connection, event: string, ackId?: number): Answer {
  const ack =
    ackId === undefined
      ? undefined
      : (answer: Ack<unknown>) => connection.write(`3${ackId}${JSON.stringify([answer])}`);
  return answerBy(connection, event, ack);
}
