import type { Socket } from 'socket.io';
import { engineOf } from './engine.js';
import { SendBacklog } from './send-backlog.js';
import { encodeEvent } from '../socket.connection.js';
import { textFrame, writeFrame } from './text-frame.js';

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
    const engine = engineOf(socket);
    const backlog = SendBacklog.of(engine);
    if (backlog?.isOver) return;
    const { readyState, writeBuffer, transport } = engine;
    const ws = transport.socket;
    const direct =
      readyState === 'open' &&
      writeBuffer.length === 0 &&
      transport.name === 'websocket' &&
      ws?.readyState === OPEN &&
      ws._sender?.sendFrame !== undefined;
    for (const listener of socket.listenersAnyOutgoing()) listener(this.event, this.payload);
    if (direct) {
      ws._sender!.sendFrame!(this.frame);
      backlog?.wrote();
    } else writeFrame(socket.conn, this.packet, this.frame[0]);
  }
}
