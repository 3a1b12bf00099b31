import type { ServerResponse } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';

/** The members of an Engine.IO connection that are used but missing in its types. */
export interface Engine {
  readyState: string;
  /** Packets that wait for the transport. */
  writeBuffer: unknown[];
  transport: {
    name: string;
    /** Whether a packet would go out at once. */
    writable: boolean;
    /** On a WebSocket. */
    socket?: WebSocketLike;
    /** The poll that waits for an answer, when polling. */
    res?: ServerResponse | null;
    on(event: 'headers', listener: () => void): void;
  };
  on(event: 'packetCreate', listener: (packet: EnginePacket) => void): void;
  on(event: 'flush' | 'close', listener: () => void): void;
  close(discard: boolean): void;
}

interface WebSocketLike {
  readyState: number;
  terminate(): void;
  _socket?: TcpSocket | null;
  _sender?: { sendFrame?: (frame: [Buffer]) => void };
}

export interface EnginePacket {
  data?: string | Buffer;
  options?: { wsPreEncodedFrame?: Buffer[] };
}

export function engineOf(socket: Socket): Engine {
  return socket.conn as unknown as Engine;
}

/** The TCP connection of a WebSocket; undefined when polling. */
export function tcpOf({ transport }: Engine): TcpSocket | undefined {
  return transport.socket?._socket ?? undefined;
}

/** How many bytes the kernel has accepted of those written to a TCP connection. */
export function sentBytes(tcp: TcpSocket): number {
  const { _handle: handle } = tcp as { _handle?: { bytesWritten?: number; writeQueueSize?: number } | null };
  return (handle?.bytesWritten ?? tcp.bytesWritten) - (handle?.writeQueueSize ?? 0);
}

const WS_CLOSED = 3;
/** Time for the last write to arrive. */
const LINGER_MS = 5000;

/**
 * Ends the transport of a connection that has been closed, or is being closed: a client that reads nothing would keep its
 * pending data in memory until the libraries time out.
 */
export function closeSoon(engine: Engine): void {
  const ws = engine.transport.socket;
  if (engine.readyState === 'closed' && (!ws || ws.readyState === WS_CLOSED)) return;
  setTimeout(() => {
    if (engine.readyState !== 'closed') engine.close(true);
    if (ws && ws.readyState !== WS_CLOSED) ws.terminate();
  }, LINGER_MS).unref();
}

/** The same for an answer to a poll. */
export function destroySoon(response: ServerResponse): void {
  setTimeout(() => {
    if (!response.writableFinished) response.destroy();
  }, LINGER_MS).unref();
}
