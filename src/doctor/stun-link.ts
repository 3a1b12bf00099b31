/** One conversation with a STUN or TURN server: requests and their answers over UDP, TCP or TLS. */
import dgram from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { decode, HEADER_BYTES, integrityHolds, type StunMessage } from './stun-message.js';

/** RFC 8489, 6.2.1, cut short: the doctor does not wait half a minute. */
const RESEND_AT_MS = [500, 1500, 3500];
const ANSWER_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 5000;

export interface StunServer {
  /** As configured. */
  url: string;
  kind: 'stun' | 'turn';
  host: string;
  port: number;
  transport: 'udp' | 'tcp' | 'tls';
}

/** Parses stun:, stuns:, turn: and turns: URLs (RFC 7064, RFC 7065); undefined for any other text. */
export function readStunUrl(url: string): StunServer | undefined {
  const match = /^(stun|turn)(s?):(\[[^\]]+\]|[^:?[\]]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/i.exec(url);
  if (!match) return undefined;
  const [, kind, secure, host, port, transport] = match;
  return {
    url,
    kind: kind!.toLowerCase() as 'stun' | 'turn',
    host: host!.replace(/^\[|\]$/g, ''),
    port: Number(port ?? (secure ? 5349 : 3478)),
    transport: secure ? 'tls' : transport === 'tcp' ? 'tcp' : 'udp',
  };
}

export interface StunAnswer {
  message: StunMessage;
  /** Whether the answer was signed with that key. */
  signedBy(key: Buffer): boolean;
}

export class StunLink {
  private received: Buffer = Buffer.alloc(0);
  private waiting?: {
    transactionId: Buffer;
    resolve: (answer: StunAnswer) => void;
    reject: (error: Error) => void;
  };
  private failure?: Error;

  private constructor(
    /** The IP addresses of the server's host name. */
    readonly ip: string,
    private readonly transport: StunServer['transport'],
    private readonly write: (bytes: Buffer) => void,
    readonly close: () => void,
  ) {}

  /** @throws Error when no connection can be made */
  static async open(server: StunServer): Promise<StunLink> {
    const { address: ip, family } = await lookup(server.host);
    return server.transport === 'udp'
      ? StunLink.overUdp(ip, family, server)
      : StunLink.overStream(ip, server);
  }

  private static async overUdp(ip: string, family: number, { port }: StunServer): Promise<StunLink> {
    const socket = dgram.createSocket(family === 6 ? 'udp6' : 'udp4');
    const link = new StunLink(
      ip,
      'udp',
      (bytes) => socket.send(bytes),
      () => socket.close(),
    );
    socket.on('error', (error) => link.fail(error));
    socket.on('message', (bytes) => link.take(bytes));
    socket.connect(port, ip);
    await once(socket, 'connect');
    return link;
  }

  private static async overStream(ip: string, { host, port, transport }: StunServer): Promise<StunLink> {
    const socket =
      transport === 'tls'
        ? tls.connect({ port, host: ip, ...(!net.isIP(host) && { servername: host }) })
        : net.connect(port, ip);
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('no answer')));
    await once(socket, transport === 'tls' ? 'secureConnect' : 'connect');
    socket.setTimeout(0);
    const link = new StunLink(
      ip,
      transport,
      (bytes) => socket.write(bytes),
      () => socket.destroy(),
    );
    socket.on('error', (error: Error) => link.fail(error));
    socket.on('close', () => link.fail(new Error('the server closed the connection')));
    socket.on('data', (bytes: Buffer) => link.gather(bytes));
    return link;
  }

  /** @param bytes an encoded request @throws Error when nothing comes back in time */
  async ask(transactionId: Buffer, bytes: Buffer): Promise<StunAnswer> {
    if (this.failure) throw this.failure;
    const timers: NodeJS.Timeout[] = [];
    try {
      return await new Promise<StunAnswer>((resolve, reject) => {
        this.waiting = { transactionId, resolve, reject };
        for (const ms of this.transport === 'udp' ? RESEND_AT_MS : [])
          timers.push(setTimeout(() => this.write(bytes), ms));
        timers.push(setTimeout(() => reject(new Error('no answer')), ANSWER_TIMEOUT_MS));
        this.write(bytes);
      });
    } finally {
      for (const timer of timers) clearTimeout(timer);
      this.waiting = undefined;
    }
  }

  private fail(error: Error): void {
    this.failure = error;
    this.waiting?.reject(error);
  }

  /** A stream has no message boundaries: the header says how much belongs together. */
  private gather(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    while (this.received.length >= HEADER_BYTES) {
      const whole = HEADER_BYTES + this.received.readUInt16BE(2);
      if (this.received.length < whole) return;
      this.take(this.received.subarray(0, whole));
      this.received = this.received.subarray(whole);
    }
  }

  private take(bytes: Buffer): void {
    try {
      const message = decode(bytes);
      if (!this.waiting?.transactionId.equals(message.transactionId)) return;
      this.waiting.resolve({ message, signedBy: (key) => integrityHolds(bytes, key) });
    } catch (error) {
      this.fail(error as Error);
    }
  }
}
