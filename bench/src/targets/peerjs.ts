/** The PeerJS server: its own JSON over a WebSocket, no authentication, no acks. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Connection } from '../load/connection.js';
import { textFrame } from '../load/frames.js';
import { signalBodies } from '../load/signals.js';
import { ServerProcess } from '../machine/server-process.js';
import { FRAME, type Pair, type Peer, type StartOptions, type Target } from './target.js';

const HEARTBEAT = textFrame('{"type":"HEARTBEAT"}');
const HEARTBEAT_MS = 20_000;
const OPEN = '{"type":"OPEN"';
const DELIVERIES = [Buffer.from('{"type":"OFFER"'), Buffer.from('{"type":"CANDIDATE"')];

export class PeerJsTarget implements Target {
  readonly name = 'peerjs';
  readonly label = 'PeerJS server';
  readonly acks = false;
  readonly signsIn = false;
  server: ServerProcess;

  async start(options: StartOptions = {}): Promise<void> {
    this.server = await ServerProcess.start({
      script: fileURLToPath(new URL('../servers/peerjs.js', import.meta.url)),
      env: options.env,
      collectable: options.collectable,
    });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  connect(): Promise<PeerJsClient> {
    return PeerJsClient.open(this.server.port);
  }

  async openPair(): Promise<Pair> {
    const sender = await this.connect();
    const receiver = await this.connect();
    const frame = (type: string) => (payload: object) =>
      textFrame(JSON.stringify({ type, dst: receiver.id, payload }));
    return {
      sender,
      receiver,
      frames: {
        description: signalBodies('description').map(frame('OFFER')),
        candidate: signalBodies('candidate').map(frame('CANDIDATE')),
      },
      close: () => {
        sender.close();
        receiver.close();
        return Promise.resolve();
      },
    };
  }

  classify(chunk: Buffer, start: number, end: number): number {
    const found = DELIVERIES.some(
      (d) => end - start >= d.length && chunk.compare(d, 0, d.length, start, start + d.length) === 0,
    );
    return found ? FRAME.delivery : FRAME.other;
  }
}

class PeerJsClient implements Peer {
  tap: Peer['tap'];
  readonly id = randomBytes(16).toString('hex');
  private connection: Connection;
  private readonly heartbeat = setInterval(() => this.write(HEARTBEAT), HEARTBEAT_MS).unref();

  static async open(port: number): Promise<PeerJsClient> {
    const client = new PeerJsClient();
    let opened = () => {};
    const ready = new Promise<void>((resolve) => (opened = resolve));
    client.tap = (chunk, start, end) => {
      if (chunk.toString('latin1', start, end).startsWith(OPEN)) opened();
      return true;
    };
    const path = `/peerjs?key=peerjs&id=${client.id}&token=${randomBytes(8).toString('hex')}`;
    client.connection = await Connection.open(port, path, (chunk, start, end) =>
      client.tap?.(chunk, start, end),
    );
    await ready;
    client.tap = undefined;
    return client;
  }

  get closed(): boolean {
    return this.connection.closed;
  }

  write(frame: Buffer): void {
    this.connection.write(frame);
  }

  close(): void {
    clearInterval(this.heartbeat);
    this.connection.close();
  }
}
