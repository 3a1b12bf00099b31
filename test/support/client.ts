/** People and their devices, speaking the protocol's verbs as any client would: REST through supertest, socket.io. */
import { randomBytes } from 'node:crypto';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import supertest, { type Test } from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import type { CallsClientEvents, CallsServerEvents } from '../../src/calls/calls.protocol.js';
import type { InboxClientEvents, InboxServerEvents } from '../../src/inbox/inbox.protocol.js';
import type { MessagesClientEvents, MessagesServerEvents } from '../../src/messages/messages.protocol.js';
import type { Ack, FieldError, WireError } from '../../src/platform/wire/problem.protocol.js';
import type { PresenceClientEvents, PresenceServerEvents } from '../../src/presence/presence.protocol.js';
import type {
  CloseCode,
  HandshakeRefused,
  RealtimeClientEvents,
  RealtimeServerEvents,
  Welcome,
} from '../../src/realtime/realtime.protocol.js';
import type { IntegrationsServerEvents } from '../../src/integrations/integrations.protocol.js';
import type { RoomsServerEvents } from '../../src/rooms/rooms.protocol.js';
import type { SignalingClientEvents, SignalingServerEvents } from '../../src/signaling/signaling.protocol.js';
import type { OwnUser } from '../../src/users/users.protocol.js';
import type { VoiceClientEvents, VoiceServerEvents } from '../../src/voice/voice.protocol.js';
import { Inbox } from './inbox.js';
import { instanceUrl } from './instances.js';

export type ClientEvents = RealtimeClientEvents &
  PresenceClientEvents &
  SignalingClientEvents &
  CallsClientEvents &
  VoiceClientEvents &
  MessagesClientEvents &
  InboxClientEvents;
export type ServerEvents = RealtimeServerEvents &
  PresenceServerEvents &
  SignalingServerEvents &
  CallsServerEvents &
  RoomsServerEvents &
  VoiceServerEvents &
  MessagesServerEvents &
  InboxServerEvents &
  IntegrationsServerEvents;

export const PASSWORD = 'seven otters juggle lanterns';

/** Generous: nothing in the tests depends on how fast the machine is. */
const WAIT_MS = 10_000;

/** A refused event, with the facts of the error that crossed the wire. */
export class Refused extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly errors?: FieldError[];

  constructor(event: string, error: WireError) {
    super(`${event} was refused: ${error.code} (${error.message})`);
    this.code = error.code;
    this.retryable = error.retryable;
    this.retryAfterMs = error.retryAfterMs;
    this.errors = error.errors;
  }
}

/** A refused handshake. */
export class HandshakeRefusal extends Error {
  readonly code?: string;
  readonly closeCode?: CloseCode;
  readonly retryable?: boolean;

  constructor(reason: string, data?: HandshakeRefused) {
    super(`the handshake was refused: ${data?.code ?? reason}`);
    Object.assign(this, data);
  }
}

type ConnectOptions = Partial<ManagerOptions & SocketOptions>;

const connected = new Set<Device>();

/** One device of a person: a session and at most one connection at a time. */
export class Device {
  socket!: Socket;
  private inbox: Inbox;
  private devices = 1;

  constructor(
    readonly name: string,
    private readonly seat: number,
    /** The instance it talks to. */
    readonly url: string,
    private signedIn: SignedIn,
  ) {
    this.inbox = new Inbox(name, WAIT_MS);
  }

  get id(): string {
    return this.user.id;
  }

  get user(): OwnUser {
    return this.signedIn.user;
  }

  get accessToken(): string {
    return this.signedIn.accessToken;
  }

  get refreshToken(): string {
    return this.signedIn.refreshToken;
  }

  /** REST as this device; every request carries its access token. */
  get rest() {
    const as = (method: 'get' | 'post' | 'put' | 'patch' | 'delete') => (path: string) =>
      supertest(this.url)[method](path).set('authorization', `Bearer ${this.accessToken}`);
    return { get: as('get'), post: as('post'), put: as('put'), patch: as('patch'), delete: as('delete') };
  }

  /** Another device of the same person, signed in by itself; on the next instance where there are several. */
  async device(): Promise<Device> {
    const number = this.devices++;
    const seat = this.seat + number;
    const url = this.user.isGuest ? this.url : instanceUrl(seat);
    const signedIn = this.user.isGuest ? this.signedIn : await login(url, this.user.username);
    return new Device(`${this.name}'s device ${number + 1}`, seat, url, signedIn);
  }

  /** The same session on another instance. */
  at(url: string): Device {
    return new Device(this.name, this.seat, url, this.signedIn);
  }

  /** Exchanges the refresh token for a fresh pair. */
  async refresh(): Promise<SignedIn> {
    const { refreshToken } = this;
    const answer = await supertest(this.url).post('/api/auth/refresh').send({ refreshToken }).expect(200);
    this.signedIn = answer.body as SignedIn;
    return this.signedIn;
  }

  /**
   * Connects and resolves at `welcome`.
   * @throws HandshakeRefusal
   */
  async connect(options: ConnectOptions = {}): Promise<Welcome> {
    this.inbox = new Inbox(this.name, WAIT_MS);
    this.socket = io(this.url, {
      auth: { token: this.accessToken },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: WAIT_MS,
      ...options,
    });
    connected.add(this);
    this.inbox.listen(this.socket);
    const refused = new Promise<never>((_, reject) =>
      this.socket.once('connect_error', (error: Error & { data?: HandshakeRefused }) =>
        reject(new HandshakeRefusal(error.message, error.data)),
      ),
    );
    return Promise.race([this.receives('welcome'), refused]);
  }

  get isConnected(): boolean {
    return this.socket?.connected ?? false;
  }

  /** Leaves as a closed page does. */
  disconnect(): void {
    this.socket.disconnect();
  }

  /** Leaves as a lost network does: no goodbye. */
  vanish(): void {
    this.socket.io.engine.close();
  }

  /** @returns why the connection ended, when it has */
  async disconnected(): Promise<string> {
    return this.inbox.disconnected();
  }

  /**
   * Sends an event and resolves with the data of its ack.
   * @throws Refused
   */
  async emit<E extends keyof ClientEvents>(
    event: E,
    payload: ClientEvents[E]['payload'],
  ): Promise<ClientEvents[E]['ack']> {
    return (await this.emitAnything(event, payload)) as ClientEvents[E]['ack'];
  }

  /** As `emit`, for payloads that no correct client would send. */
  async emitAnything(event: string, ...payload: unknown[]): Promise<unknown> {
    const answer = (await this.socket
      .timeout(WAIT_MS)
      .emitWithAck(event, ...payload)
      .catch((error: Error) => {
        throw new Error(`${this.name} got no ack for ${event} (${error.message}); ${this.inbox.summary()}`);
      })) as Ack<unknown>;
    if (!answer.ok) throw new Refused(event, answer.error);
    return answer.data;
  }

  /**
   * The next event of that name (that satisfies `such`), already received or still to come. Each event is handed out once. When
   * none comes, the failure lists the events that arrived instead.
   */
  receives<E extends keyof ServerEvents>(
    event: E,
    such: (payload: ServerEvents[E]) => boolean = () => true,
  ): Promise<ServerEvents[E]> {
    return this.inbox.next(event, such as (payload: unknown) => boolean) as Promise<ServerEvents[E]>;
  }

  /** Everything of that name received so far on this connection, in order. */
  received<E extends keyof ServerEvents>(event: E): ServerEvents[E][] {
    return this.inbox.all(event) as ServerEvents[E][];
  }

  /** Everything received so far on this connection, in order. */
  history(): { event: string; payload: unknown }[] {
    return this.inbox.everything();
  }

  /** The names of everything received so far on this connection, in order. */
  events(): string[] {
    return this.inbox.names();
  }
}

let seats = 0;

/** A newly registered user; one after the other they connect to different instances. */
export async function aUser(name = 'user', at?: string): Promise<Device> {
  const seat = seats++;
  const url = at ?? instanceUrl(seat);
  const username = `${name}-${randomBytes(6).toString('hex')}`;
  const answer = await post(url, '/api/auth/register', { username, password: PASSWORD }, 201);
  return new Device(name, seat, url, answer);
}

/** A visitor without an account. */
export async function aGuest(displayName = 'Guest', at?: string): Promise<Device> {
  const seat = seats++;
  const url = at ?? instanceUrl(seat);
  return new Device(displayName, seat, url, await post(url, '/api/auth/guest', { displayName }, 201));
}

export function login(url: string, username: string, password = PASSWORD): Promise<SignedIn> {
  return post(url, '/api/auth/login', { login: username, password }, 200);
}

/** Ends every connection of this file. */
export function disconnectEverybody(): void {
  for (const device of connected) device.socket.disconnect();
  connected.clear();
}

async function post(url: string, path: string, body: object, expected: number): Promise<SignedIn> {
  const answer: Awaited<Test> = await supertest(url).post(path).send(body);
  if (answer.status !== expected) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
  return answer.body as SignedIn;
}
