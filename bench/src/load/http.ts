/** HTTP/1.1 over one kept connection, one request at a time: cheaper than any client library. */
import { connect, type Socket } from 'node:net';

const HEADER_END = Buffer.from('\r\n\r\n');

export interface HttpAnswer {
  status: number;
  body: string;
}

export function getRequest(port: number, path: string, token: string): Buffer {
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nAccept: application/json\r\n\r\n`,
  );
}

export function postRequest(port: number, path: string, body: object): Buffer {
  const text = JSON.stringify(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nAccept: application/json\r\n\r\n${text}`,
  );
}

export class HttpConnection {
  private buffered: Buffer | undefined;
  private settle: ((error: Error | undefined, status: number, body: Buffer) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data: Buffer) => this.receive(data));
    socket.on('error', (error) => this.settle?.(error, 0, Buffer.alloc(0)));
    socket.on('close', () => this.settle?.(new Error('the connection was closed'), 0, Buffer.alloc(0)));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () =>
        resolve(new HttpConnection(socket)),
      );
      socket.once('error', reject);
    });
  }

  /** Answers must carry a content-length. */
  request(bytes: Buffer, settle: (error: Error | undefined, status: number, body: Buffer) => void): void {
    this.settle = settle;
    this.socket.write(bytes);
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private receive(data: Buffer): void {
    const bytes = this.buffered ? Buffer.concat([this.buffered, data]) : data;
    this.buffered = bytes;
    const headEnd = bytes.indexOf(HEADER_END);
    if (headEnd < 0) return;
    const head = bytes.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    const bodyAt = headEnd + HEADER_END.length;
    const end = bodyAt + Number(length?.[1] ?? 0);
    if (bytes.length < end) return;
    this.buffered = undefined;
    const settle = this.settle;
    this.settle = undefined;
    settle?.(undefined, Number(head.slice(9, 12)), bytes.subarray(bodyAt, end));
  }
}

/** A JSON request outside of anything that is timed. */
export async function postJson(
  port: number,
  path: string,
  body: object,
  timeoutMs = 60_000,
): Promise<HttpAnswer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, body: await response.text() };
}
