/** Ringline itself, as built in the repository's dist/ folder, through the doors its clients use. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { concurrently } from '../load/concurrently.js';
import { postJson } from '../load/http.js';
import { SocketIoClient } from '../load/socketio.js';
import { ServerProcess } from '../machine/server-process.js';
import type { Stores } from '../machine/stores.js';
import { RinglineLine, startCall } from './ringline-calls.js';
import { classifySocketIo, signalFrames } from './socketio-signals.js';
import type { Line, Pair, Peer, StartOptions, Target } from './target.js';

const BUILT = fileURLToPath(new URL('../../../dist', import.meta.url));
const READY_TIMEOUT_MS = 60_000;
const REGISTER_WIDTH = 8;
const LOGIN_ACCOUNTS = 4;
const PASSWORD = 'correct horse battery 7';

export interface Account {
  id: string;
  token: string;
  refreshToken: string;
}

interface Registered {
  user: { id: string };
  accessToken: string;
  refreshToken: string;
}

export class RinglineTarget implements Target {
  readonly name = 'ringline';
  readonly label = 'Ringline';
  readonly acks = true;
  readonly signsIn = true;
  readonly classify = classifySocketIo;
  server: ServerProcess;
  /** A second instance on the same stores, where it was started. */
  private beside?: ServerProcess;
  readonly accounts: Account[] = [];
  private readonly run = randomBytes(4).toString('hex');
  private readonly script: string;
  private readonly env: Record<string, string>;

  /** @param dist another build than the repository's own */
  constructor(stores: Pick<Stores, 'databaseUrl' | 'redisUrl'>, dataDir: string, dist = BUILT) {
    this.script = join(dist, 'main.js');
    this.env = {
      NODE_ENV: 'test',
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      REDIS_PREFIX: `bench-${this.run}`,
      DATA_DIR: dataDir,
      APP_SECRET: randomBytes(36).toString('base64'),
      TOKEN_ISSUER: 'https://bench.invalid',
      ACCESS_TOKEN_TTL_S: '3600',
      RATE_LIMIT_FACTOR: '0',
      BCRYPT_COST: '4',
      STUN_URLS: '',
      DRAIN_TIMEOUT_S: '2',
      LOG_FORMAT: 'json',
    };
  }

  async start(options: StartOptions = {}): Promise<void> {
    if (!existsSync(this.script))
      throw new Error(`${this.script} is missing: run npm run build:server in the repository first`);
    this.server = await this.launch(options);
  }

  async startBeside(): Promise<void> {
    this.beside = await this.launch({});
  }

  async stop(): Promise<void> {
    await Promise.all([this.server.stop(), this.beside?.stop()]);
    this.beside = undefined;
  }

  async prepare(count: number): Promise<void> {
    const missing = count - this.accounts.length;
    const first = this.accounts.length;
    await concurrently(Math.max(0, missing), REGISTER_WIDTH, async (index) => {
      this.accounts[first + index] = await this.register(`b${this.run}-${first + index}`);
    });
  }

  async prepareLogins(): Promise<void> {
    for (let index = 0; index < LOGIN_ACCOUNTS; index++) await this.register(this.loginName(index));
  }

  async login(index: number, timeoutMs: number): Promise<number> {
    const body = { login: this.loginName(index % LOGIN_ACCOUNTS), password: PASSWORD };
    return (await postJson(this.server.port, '/api/auth/login', body, timeoutMs)).status;
  }

  connect(account: number): Promise<SocketIoClient & Peer> {
    return SocketIoClient.open(this.server.port, { token: this.accounts[account]!.token }, 'welcome');
  }

  /** A device that wants its signals numbered; on the second instance where asked and where there is one. */
  connectNumbered(account: number, beside: boolean): Promise<SocketIoClient> {
    const { port } = (beside && this.beside) || this.server;
    const { token } = this.accounts[account]!;
    return SocketIoClient.open(port, { token, signalSeq: true }, 'welcome');
  }

  async openPair(senderAccount: number, receiverAccount: number): Promise<Pair> {
    const sender = await this.connect(senderAccount);
    const receiver = await this.connect(receiverAccount);
    const { callId, remotePeerId } = await startCall(sender, receiver, this.accounts[receiverAccount]!.id);
    return {
      sender,
      receiver,
      frames: signalFrames(callId, remotePeerId),
      close: async () => {
        await sender.call('call:hangup', { callId });
        sender.close();
        receiver.close();
      },
    };
  }

  async openLine(callerAccount: number, calleeAccount: number): Promise<Line> {
    const caller = await this.connect(callerAccount);
    const callee = await this.connect(calleeAccount);
    const otherDevice = await this.connect(calleeAccount);
    return new RinglineLine(caller, callee, otherDevice, this.accounts[calleeAccount]!.id);
  }

  private loginName(index: number): string {
    return `b${this.run}-login-${index}`;
  }

  private async register(username: string): Promise<Account> {
    const answer = await postJson(this.server.port, '/api/auth/register', { username, password: PASSWORD });
    if (answer.status !== 201)
      throw new Error(`registering ${username} answered ${answer.status}: ${answer.body}`);
    const { user, accessToken, refreshToken } = JSON.parse(answer.body) as Registered;
    return { id: user.id, token: accessToken, refreshToken };
  }

  private async launch(options: StartOptions): Promise<ServerProcess> {
    const server = await ServerProcess.start({
      script: this.script,
      cwd: this.env.DATA_DIR,
      env: { ...this.env, ...options.env },
      collectable: options.collectable,
      nodeArgs: process.env.RINGLINE_NODE_ARGS?.split(' '),
    });
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (!(await isReady(server)))
      if (performance.now() > deadline) throw new Error('Ringline does not become ready');
    return server;
  }
}

async function isReady({ port }: ServerProcess): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/health/ready`, {
    signal: AbortSignal.timeout(2000),
  }).catch(() => undefined);
  return answer?.ok ?? false;
}
