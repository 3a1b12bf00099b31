import type { Socket } from 'socket.io';
import { encodeEvent } from './socket.connection.js';
import { textFrame, writeFrame } from './text-frame.js';

/** What is used of an Engine.IO connection on a WebSocket. Its own way to send a frame ends in the same call, six events later. */
interface Engine {
  readyState: string;
  /** What waits until the transport takes more. */
  writeBuffer: unknown[];
  transport: {
    name: string;
    socket?: { readyState: number; _sender?: { sendFrame?: (frame: [Buffer]) => void } };
  };
}

const OPEN = 1;

/** An event for many sockets: one text, one frame, written to each of them as it is. Needs connections without compression. */
export class PreparedEvent {
  private readonly packet: string;
  private readonly frame: [Buffer];

  constructor(
    private readonly event: string,
    private readonly payload: object,
  ) {
    this.packet = encodeEvent(event, payload);
    this.frame = [textFrame(this.packet)];
  }

  /** Behind everything that was written to the socket before. */
  writeTo(socket: Socket): void {
    const { readyState, writeBuffer, transport } = socket.conn as unknown as Engine;
    const ws = transport.socket;
    const direct =
      readyState === 'open' &&
      writeBuffer.length === 0 &&
      transport.name === 'websocket' &&
      ws?.readyState === OPEN &&
      ws._sender?.sendFrame !== undefined;
    for (const listener of socket.listenersAnyOutgoing()) listener(this.event, this.payload);
    if (direct) ws._sender!.sendFrame!(this.frame);
    else writeFrame(socket.conn, this.packet, this.frame[0]);
  }
}
