import { Inject, Injectable, type WsMessageHandler } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import { Configuration } from '../platform/config/configuration.js';
import { MAX_FRAME_BYTES } from '../platform/wire/wire-limits.protocol.js';
import { frameOptions } from './frames/frame-options.js';
import { Connections } from './connections.js';
import { type Fanout, FANOUT } from './fanout.redis.js';
import { RealtimeService } from './realtime.service.js';
import { CLOSE_CODES } from './realtime.protocol.js';
import { SendBacklogs } from './frames/send-backlogs.js';
import { endConnection } from './socket.close.js';
import type { Connection } from './socket.connection.js';
import { type EventHandler, SocketDispatch } from './socket.dispatch.js';
import { SocketHandshake } from './handshake/socket.handshake.js';

const CONNECT_TIMEOUT_MS = 10_000;
/** How far clients of a draining instance spread their return. */
const DRAIN_SPREAD_MS = 2000;

/**
 * Nest's adapter for Socket.IO. Gateways are bound once, to no real socket: Nest would build a pipeline for every event on
 * every socket, which costs ten kilobytes an idle connection; here `SocketDispatch` hands each event the connection it came
 * from.
 */
@Injectable()
export class SocketAdapter extends IoAdapter {
  private server?: Server;

  constructor(
    private readonly config: Configuration,
    private readonly handshake: SocketHandshake,
    private readonly dispatch: SocketDispatch,
    private readonly connections: Connections,
    private readonly realtime: RealtimeService,
    private readonly backlogs: SendBacklogs,
    @Inject(FANOUT) private readonly fanout: Fanout | null,
  ) {
    super();
  }

  /** Attaches to the application's HTTP server; call before `app.init()`. */
  bind(app: NestFastifyApplication): this {
    this.server = new Server(app.getHttpServer(), this.options());
    if (this.fanout) this.server.adapter(this.fanout.adapter);
    this.server.of('/').use((socket, next) => void this.handshake.authenticate(socket, next));
    this.server.on('new_namespace', (namespace) =>
      namespace.use((socket, next) => void this.handshake.authenticate(socket, next)),
    );
    this.server.of('/').on('connection', (socket) => this.welcome(socket));
    this.realtime.useServer(this.server);
    return this;
  }

  override createIOServer(): Server {
    return this.server!;
  }

  /** Nest offers each gateway's handlers here; it believes to bind them to one client. */
  override bindClientConnect(_server: Server, bindHandlers: (client: object) => void): void {
    bindHandlers({});
  }

  override bindMessageHandlers(_client: object, handlers: WsMessageHandler[]): void {
    for (const { message, callback } of handlers) this.dispatch.register(message, callback as EventHandler);
  }

  override bindClientDisconnect(): void {}

  /** Asks every client to come back elsewhere and waits until all of them are signed off. */
  async drain(): Promise<void> {
    for (const connection of [...this.connections.all()]) {
      endConnection(connection, {
        code: 'draining',
        closeCode: CLOSE_CODES.draining,
        reason: 'this instance is shutting down',
        reconnect: true,
        retryAfterMs: Math.round(Math.random() * DRAIN_SPREAD_MS),
      });
    }
    await this.connections.settled();
  }

  override async close(): Promise<void> {
    this.server?.engine.close();
    await this.connections.settled();
    this.fanout?.close();
  }

  private welcome(socket: Socket): void {
    const { connection } = socket.data as { connection: Connection };
    this.backlogs.attach(socket, connection);
    if (connection.wasEnded) return connection.disconnect();
    this.dispatch.attach(socket, connection);
    void this.realtime.welcome(connection).then(() => connection.releaseHandshake());
  }

  private options(): Partial<ServerOptions> {
    return {
      ...frameOptions,
      serveClient: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      pingInterval: this.config.sockets.heartbeatMs,
      maxHttpBufferSize: MAX_FRAME_BYTES,
      cors: { origin: this.config.server.allowedOrigins, credentials: true },
      allowRequest: (request, decide) => {
        const refused = this.handshake.allowRequest(request);
        decide(refused, refused === null);
      },
    };
  }
}
