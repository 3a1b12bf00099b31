import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { Configuration } from '../../platform/config/configuration.js';
import type { AppError } from '../../platform/errors/app-error.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import { toAppError } from '../../platform/errors/to-app-error.js';
import { Readiness } from '../../platform/health/readiness.js';
import { clientIp, limitKeyOf } from '../../platform/access/client-ip.js';
import { Limits } from '../../platform/limits/limits.js';
import { Log } from '../../platform/log/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { AccessTokens } from '../../sessions/access/access-tokens.service.js';
import { sessionErrors } from '../../sessions/sessions.errors.js';
import { Connections } from '../connections.js';
import { type Directory, DIRECTORY } from '../directory/directory.js';
import { realtimeErrors } from '../realtime.errors.js';
import { CLOSE_CODES, type CloseCode, type HandshakeRefused } from '../realtime.protocol.js';
import { RealtimeRegistry } from '../registry/realtime-registry.service.js';
import { Connection } from '../socket.connection.js';
import { connectBuckets, TRIES_TO_RETURN } from './socket.limits.js';

const COME_BACK_MS = 5000;

/** Decides which clients may connect: origin first, then token, then limits. Runs on every namespace and also on recovery. */
@Injectable()
export class SocketHandshake {
  private readonly buckets;
  private readonly full;

  constructor(
    private readonly tokens: AccessTokens,
    private readonly limits: Limits,
    private readonly connections: Connections,
    private readonly registry: RealtimeRegistry,
    @Inject(DIRECTORY) private readonly directory: Directory,
    private readonly readiness: Readiness,
    private readonly config: Configuration,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.buckets = connectBuckets(config.sockets);
    this.full = metrics.counter('ws_too_many_connections_total', 'Connections beyond how many there may be', [
      'of',
    ]);
  }

  /** Before anything is accepted: browsers of other sites, and tokens where logs would keep them, are refused. */
  allowRequest(request: IncomingMessage): string | null {
    const { origin } = request.headers;
    if (origin !== undefined && !this.config.server.allowedOrigins.includes(origin))
      return 'origin_not_allowed';
    const query = new URLSearchParams(request.url?.split('?')[1] ?? '');
    if (query.has('token') || query.has('access_token') || query.has('auth')) return 'token_in_query';
    return null;
  }

  /** Socket.IO middleware: leaves a registered `Connection` in `socket.data`, or refuses with `connect_error.data`. */
  async authenticate(socket: Socket, next: (error?: Error) => void): Promise<void> {
    try {
      Object.assign(socket.data as object, { connection: await this.admit(socket) });
      next();
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.status >= 500 && error.cause !== undefined) this.log.failure('handshake failed', error);
      next(Object.assign(new Error(error.code), { data: refusal(error) }));
    }
  }

  private async admit(socket: Socket): Promise<Connection> {
    if (this.readiness.draining) throw platformErrors.draining({ retryAfterMs: 1000 });
    const { headers, address } = socket.handshake;
    const forwarded = headers['x-forwarded-for'];
    const client = limitKeyOf(
      clientIp(
        address,
        Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
        this.config.server.trustedProxies,
      ),
    );
    await this.countIp(client);
    try {
      return await this.admitFrom(socket, client);
    } catch (thrown) {
      // Not the client's fault: it does not use up the attempts of all users who share the IP address.
      if (toAppError(thrown).status >= 500) await this.giveBack(client);
      throw thrown;
    }
  }

  private async admitFrom(socket: Socket, client: string): Promise<Connection> {
    const token: unknown = socket.handshake.auth['token'];
    if (token === undefined || token === null || token === '') throw sessionErrors.token_missing();
    if (typeof token !== 'string') throw sessionErrors.token_invalid();
    const principal = await this.tokens.verify(token);
    await this.limits.consume(this.buckets.bySession, principal.sessionId);
    await this.limits.consume(this.buckets.byUser, principal.userId);
    const flags = this.registry.handshakeFlags.read(socket.handshake.auth);
    const connection = new Connection(socket, principal, client, this.directory.instanceId, flags);
    await this.enter(connection);
    // From here on a revocation finds the connection; one that came in between is found by asking again.
    await this.tokens.verify(token).catch((error: unknown) => {
      this.connections.remove(connection, 'refused in handshake');
      throw error;
    });
    // Whatever ends first, the namespace or the transport, takes the connection out, also when it never got to `connection`.
    socket.once('disconnect', (reason) => {
      this.connections.remove(connection, reason);
      // There is only one namespace: a client that leaves it does not need the transport.
      socket.conn.close();
    });
    socket.client.conn.once('close', (reason: string) => this.connections.remove(connection, reason));
    if (socket.client.conn.readyState !== 'open') this.connections.remove(connection, 'closed in handshake');
    return connection;
  }

  /**
   * @throws rate_limited, except for clients that come back after their instance died: all at once, and within their own limits
   */
  private async countIp(client: string): Promise<void> {
    try {
      await this.limits.consume(this.buckets.byIp, client);
    } catch (refused) {
      const lost = await this.directory.lostAt(client).catch(() => 0);
      if (lost === 0) throw refused;
      if ((await this.limits.count(this.buckets.returning, client)) > lost * TRIES_TO_RETURN) throw refused;
    }
  }

  private async giveBack(client: string): Promise<void> {
    await this.limits
      .giveBack(this.buckets.byIp, client)
      .catch((error: unknown) => this.log.debug('a try to connect could not be given back', { error }));
  }

  private async enter(connection: Connection): Promise<void> {
    const count = await this.connections.open(connection, {
      perUser: this.capped(this.config.sockets.perUser),
      perIp: this.capped(this.config.sockets.perIp),
    });
    if (typeof count === 'string') {
      this.full.inc({ of: count === 'user_full' ? 'user' : 'address' });
      if (count === 'ip_full') await this.giveBack(connection.ip);
      throw realtimeErrors.ws_too_many_connections({ retryAfterMs: COME_BACK_MS });
    }
    if (count === 1) this.connections.announce(connection);
  }

  /** Scripts of Redis know no infinity. */
  private capped(limit: number): number {
    return Math.min(this.limits.scaled(limit), 1e9);
  }
}

function refusal(error: AppError): HandshakeRefused {
  return {
    code: error.code,
    closeCode: closeCode(error.status),
    retryable: error.retryable,
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  };
}

function closeCode(status: number): CloseCode {
  if (status === 401) return CLOSE_CODES.notSignedIn;
  if (status === 404) return CLOSE_CODES.notFound;
  if (status === 429) return CLOSE_CODES.tooMany;
  if (status >= 500) return CLOSE_CODES.draining;
  return CLOSE_CODES.forbidden;
}
