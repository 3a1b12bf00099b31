/** One WebSocket connection on a raw TCP socket: the upgrade by hand, then frames in and out. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { CLOSE_FRAME, FrameReader, OPCODE_CLOSE, OPCODE_PING, OPCODE_TEXT, PONG_FRAME } from './frames.js';

const HEADER_END = Buffer.from('\r\n\r\n');
const CONNECT_TIMEOUT_MS = 20_000;
const CLOSE_TIMEOUT_MS = 2_000;

export type TextListener = (chunk: Buffer, start: number, end: number) => void;

export class Connection {
  onText: TextListener = () => {};
  onClose: () => void = () => {};
  closed = false;

  private constructor(private readonly socket: Socket) {}

  static open(port: number, path: string, onText: TextListener): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      const connection = new Connection(socket);
      connection.onText = onText;
      const reader = new FrameReader((opcode, chunk, start, end) => {
        if (opcode === OPCODE_TEXT) connection.onText(chunk, start, end);
        else if (opcode === OPCODE_PING) connection.write(PONG_FRAME);
        else if (opcode === OPCODE_CLOSE) socket.end();
      });
      const timer = setTimeout(
        () => socket.destroy(new Error('the upgrade took too long')),
        CONNECT_TIMEOUT_MS,
      );
      let head: Buffer | undefined = Buffer.alloc(0);
      socket.on('data', (data: Buffer) => {
        if (head === undefined) return reader.push(data);
        head = Buffer.concat([head, data]);
        const end = head.indexOf(HEADER_END);
        if (end < 0) return;
        clearTimeout(timer);
        const status = head.subarray(0, end).toString('latin1').split('\r\n', 1)[0]!;
        if (!status.includes(' 101 ')) return socket.destroy(new Error(`no upgrade: ${status}`));
        const rest = head.subarray(end + HEADER_END.length);
        head = undefined;
        resolve(connection);
        // After the awaiting caller has received this connection.
        if (rest.length > 0) queueMicrotask(() => reader.push(rest));
      });
      socket.on('error', reject);
      socket.on('close', () => {
        clearTimeout(timer);
        connection.closed = true;
        reject(new Error('closed before the upgrade'));
        connection.onClose();
      });
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
      );
    });
  }

  write(frame: Buffer): void {
    this.socket.write(frame);
  }

  /** As browsers do it: the close frame, and the end when the server has answered with its own. */
  close(): void {
    if (this.closed) return;
    this.socket.write(CLOSE_FRAME);
    setTimeout(() => this.socket.destroy(), CLOSE_TIMEOUT_MS).unref();
  }
}
