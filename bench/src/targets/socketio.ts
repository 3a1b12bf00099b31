/** The servers of this folder that speak plain socket.io with an HS256 token: the bare relay and the Nest gateways. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import jwt from 'jsonwebtoken';
import { SocketIoClient } from '../load/socketio.js';
import { postJson } from '../load/http.js';
import { textFrame } from '../load/frames.js';
import { ServerProcess } from '../machine/server-process.js';
import { classifySocketIo, signalFrames } from './socketio-signals.js';
import type { CallSetup, Line, Pair, Peer, StartOptions, Target } from './target.js';

const TOKEN_SECRET = randomBytes(32).toString('hex');

export class SocketIoTarget implements Target {
  readonly acks = true;
  readonly classify = classifySocketIo;
  server: ServerProcess;
  private readonly tokens: string[] = [];

  constructor(
    readonly name: string,
    readonly label: string,
    private readonly script: string,
    readonly signsIn: boolean,
    private readonly env: Record<string, string> = {},
  ) {}

  async start(options: StartOptions = {}): Promise<void> {
    this.server = await ServerProcess.start({
      script: fileURLToPath(new URL(`../servers/${this.script}`, import.meta.url)),
      env: { ...this.env, ...options.env, TOKEN_SECRET },
      collectable: options.collectable,
    });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  prepare(count: number): Promise<void> {
    while (this.tokens.length < count)
      this.tokens.push(
        jwt.sign({ sub: `user-${this.tokens.length}`, sid: randomBytes(16).toString('hex') }, TOKEN_SECRET, {
          expiresIn: '2h',
        }),
      );
    return Promise.resolve();
  }

  connect(account: number): Promise<SocketIoClient & Peer> {
    return SocketIoClient.open(this.server.port, { token: this.tokens[account]! });
  }

  prepareLogins(): Promise<void> {
    return Promise.resolve();
  }

  async login(_index: number, timeoutMs: number): Promise<number> {
    return (await postJson(this.server.port, '/login', { password: 'correct horse battery' }, timeoutMs))
      .status;
  }

  async openPair(senderAccount: number, receiverAccount: number): Promise<Pair> {
    const sender = await this.connect(senderAccount);
    const receiver = await this.connect(receiverAccount);
    return {
      sender,
      receiver,
      frames: signalFrames('5a0f3c52-7f43-4c39-a6a5-1c0f7a9f0c11', receiver.sid),
      close: () => closeAll(sender, receiver),
    };
  }

  async openLine(callerAccount: number, calleeAccount: number): Promise<Line> {
    return new RelayedLine(await this.connect(callerAccount), await this.connect(calleeAccount));
  }
}

/** A call as a bare relay knows it: two messages that are passed on. */
class RelayedLine implements Line {
  private readonly ringFrame: Buffer;
  private readonly acceptFrame: Buffer;

  constructor(
    private readonly caller: SocketIoClient,
    private readonly callee: SocketIoClient,
  ) {
    this.ringFrame = textFrame(`429${JSON.stringify(['call:ring', { to: callee.sid }])}`);
    this.acceptFrame = textFrame(
      `429${JSON.stringify(['call:accept', { to: caller.sid, callId: caller.sid }])}`,
    );
  }

  async setUp(): Promise<CallSetup> {
    const incoming = this.callee.next('call:incoming');
    const accepted = this.caller.next('call:accepted');
    const rungAt = performance.now();
    this.caller.write(this.ringFrame);
    await incoming;
    const incomingAt = performance.now();
    this.callee.write(this.acceptFrame);
    await accepted;
    const acceptedAt = performance.now();
    return {
      incomingMs: incomingAt - rungAt,
      acceptedMs: acceptedAt - incomingAt,
      totalMs: acceptedAt - rungAt,
    };
  }

  hangUp(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return closeAll(this.caller, this.callee);
  }
}

function closeAll(...clients: SocketIoClient[]): Promise<void> {
  for (const client of clients) client.close();
  return Promise.resolve();
}
