import type { ServerResponse } from 'node:http';
import { closeSoon, destroySoon, type Engine, type EnginePacket, sentBytes, tcpOf } from './engine.js';

const BACKLOG = Symbol('send-backlog');

/** The callbacks of a backlog. */
interface BacklogKeeper {
  maxBytes: number;
  /** Something waits: to be looked at now and then, until nothing does. */
  watch(backlog: SendBacklog): void;
  unwatch(backlog: SendBacklog): void;
  /** Nothing more is to be written to this client; called once. */
  overflowed(): void;
}

type Watched = Engine & { [BACKLOG]?: SendBacklog };

/**
 * The bytes that wait for one client, wherever they wait: in Engine.IO's buffer, in the TCP connection of a WebSocket, and in
 * answers to polls that nobody reads. All that is written passes `packetCreate` or `wrote`; while the client reads as fast as is
 * written, neither counts anything.
 */
export class SendBacklog {
  /** In Engine.IO's buffer. */
  private queued = 0;
  private readonly unread: ServerResponse[] = [];
  /** Grows whenever something has left. */
  private progress = 0;
  private seenProgress = -1;
  private stillSinceMs = 0;
  private over = false;
  private sayingWhy = false;

  constructor(
    private readonly engine: Engine,
    private readonly keeper: BacklogKeeper,
  ) {
    (engine as Watched)[BACKLOG] = this;
    engine.on('packetCreate', packetCreated);
    engine.on('flush', flushed);
    engine.on('close', closed);
    if (engine.transport.name === 'polling') engine.transport.on('headers', () => this.answersPoll());
  }

  static of(engine: Engine): SendBacklog | undefined {
    return (engine as Watched)[BACKLOG];
  }

  /** How many bytes wait. */
  get bytes(): number {
    return this.queued + this.inTransport();
  }

  /** Too much has waited: nothing more is to be written. */
  get isOver(): boolean {
    return this.over;
  }

  /** Something was written past Engine.IO's buffer. */
  wrote(): void {
    const waiting = tcpOf(this.engine)?.writableLength ?? 0;
    if (waiting === 0) return;
    this.keeper.watch(this);
    if (waiting + this.queued > this.keeper.maxBytes) this.drop();
  }

  /** @returns for how many milliseconds nothing has left, as exactly as this is asked often; 0 when nothing waits */
  stillFor(nowMs: number): number {
    if (this.bytes === 0) this.seenProgress = -1;
    let progress = this.progress;
    const tcp = tcpOf(this.engine);
    if (tcp) progress += sentBytes(tcp);
    for (const { socket } of this.unread) if (socket) progress += sentBytes(socket);
    if (progress !== this.seenProgress) this.stillSinceMs = nowMs;
    this.seenProgress = progress;
    return nowMs - this.stillSinceMs;
  }

  /** Drops data that has not been handed to the transport: the client is to come back and request what it missed. */
  drop(): void {
    this.engine.writeBuffer = [];
    this.queued = 0;
    this.overflow();
  }

  /** From here on the client receives the reason why its connection ends; that is written after all else. */
  sayWhy(): void {
    this.sayingWhy = true;
  }

  private overflow(): void {
    if (this.over) return;
    this.over = true;
    this.keeper.overflowed();
  }

  /** A packet is about to be put into Engine.IO's buffer. */
  add(packet: EnginePacket): void {
    if (this.engine.transport.writable && this.engine.writeBuffer.length === 0) return;
    if (this.sayingWhy) return;
    if (this.over || this.bytes > this.keeper.maxBytes) return this.drop();
    this.keeper.watch(this);
    this.queued += sizeOf(packet);
  }

  /** The whole buffer goes to the transport. */
  flush(): void {
    this.queued = 0;
    if (this.engine.transport.name === 'websocket') this.progress += 1;
    else if (this.inTransport() > this.keeper.maxBytes) this.overflow();
  }

  close(): void {
    this.keeper.unwatch(this);
    closeSoon(this.engine);
    for (const response of this.unread) destroySoon(response);
  }

  private inTransport(): number {
    const tcp = tcpOf(this.engine);
    if (tcp) return tcp.writableLength;
    let bytes = 0;
    for (const response of this.unread) bytes += response.writableFinished ? 0 : response.writableLength;
    return bytes;
  }

  private answersPoll(): void {
    const { res } = this.engine.transport;
    if (!res || this.unread.includes(res)) return;
    this.unread.push(res);
    res.once('close', () => {
      this.unread.splice(this.unread.indexOf(res), 1);
      this.progress += 1;
    });
    this.keeper.watch(this);
  }
}

// One function each for all connections; `this` is the connection.
function packetCreated(this: Watched, packet: EnginePacket): void {
  this[BACKLOG]!.add(packet);
}

function flushed(this: Watched): void {
  this[BACKLOG]!.flush();
}

function closed(this: Watched): void {
  this[BACKLOG]!.close();
}

function sizeOf({ data, options }: EnginePacket): number {
  const frame = options?.wsPreEncodedFrame;
  if (frame) return frame.reduce((sum, piece) => sum + piece.length, 0);
  return data === undefined ? 1 : Buffer.byteLength(data);
}
