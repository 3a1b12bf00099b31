import { io, type Socket } from 'socket.io-client';
import type {
  Ack,
  HandshakeAuth,
  HandshakeRefused,
  RealtimeClientEvents,
  RealtimeServerEvents,
  SessionEnded,
  Welcome,
} from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { backoffMs } from '../platform/backoff.js';
import { Emitter } from '../platform/emitter.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Channel, ClientEvents } from './channel.js';
import { DeliveryGuard } from './delivery-guard.js';
import { frameOf } from './frame.js';
import { nextStep } from './reconnect.policy.js';

const ACK_TIMEOUT_MS = 10_000;

/** Ends without a word of the server, which something that was sent may have brought about. */
const BROKEN = new Set<Socket.DisconnectReason>(['transport close', 'transport error', 'parse error']);
/** RFC 6455, section 7.4.1: a frame was too large; over long polling it is the status of the POST. */
const CLOSED_TOO_LARGE = 1009;
const STATUS_TOO_LARGE = 413;

export interface ConnectionState {
  /**
   * `connected` means that the server sent `welcome`; `resting` that it has ended an idle connection, which comes back when the
   * user is active again; `stopped` that only the user's wish connects again.
   */
  status: 'closed' | 'connecting' | 'connected' | 'reconnecting' | 'resting' | 'stopped';
  welcome?: Welcome;
  /** The code the server stopped the connection with. */
  stoppedBecause?: string;
}

/** One authenticated socket that comes back by itself; it knows no slice above it. */
export class Connection {
  readonly #state = new Observable<ConnectionState>({ status: 'closed' });
  readonly #events = new Emitter<Record<string, unknown>>();
  readonly #guard = new DeliveryGuard();
  readonly #own: Channel<RealtimeClientEvents, RealtimeServerEvents>;
  #socket?: Socket;
  #ended?: SessionEnded;
  #tokenInUse?: string;
  #presenting?: Promise<unknown>;
  #failures = 0;
  #lookedForNext = false;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly baseUrl: string,
    private readonly auth: Auth,
  ) {
    this.#own = this.channel();
    this.#own.on('welcome', (welcome) => this.#welcomed(welcome));
    this.#own.on('session:ended', (ended) => (this.#ended = ended));
    this.#own.on('auth:expiring', () => void this.#renew());
    auth.on('rotated', ({ accessToken }) => this.#presentToken(accessToken));
  }

  get state(): Readable<ConnectionState> {
    return this.#state;
  }

  channel<Client extends ClientEvents<Client>, Server>(): Channel<Client, Server> {
    return {
      request: (event, payload) => this.#request(event, payload),
      on: (event, listener) => this.#events.on(event, (payload) => listener(payload as never)),
    };
  }

  open(): void {
    if (this.#socket) return;
    this.#state.set({ status: 'connecting' });
    const socket = io(this.baseUrl || undefined, {
      autoConnect: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 5_000,
      auth: (give) => void this.#giveToken(socket, give),
    });
    socket.on('connect_error', (error) => this.#refused(socket, error));
    socket.on('disconnect', (reason, details) => {
      if (BROKEN.has(reason)) this.#guard.broke(wasTooLarge(details));
      this.#disconnected(reason);
    });
    socket.onAny((event: string, payload: unknown) => this.#events.emit(event, payload));
    this.#socket = socket;
    socket.connect();
  }

  close(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.removeAllListeners();
    socket?.offAny();
    socket?.disconnect();
    this.#state.set({ status: 'closed' });
  }

  /** Connects again after `stopped` or `resting`. */
  reopen(): void {
    this.close();
    this.open();
  }

  /** A token that ran out on a sleeping page is replaced, then the event is sent again. */
  async #request<T>(event: string, payload: unknown): Promise<T> {
    await this.#connecting();
    try {
      return await this.#emit<T>(event, payload);
    } catch (cause) {
      const expired = cause instanceof RinglineError && cause.code === 'token_expired';
      if (!expired || event === 'auth:refresh') throw cause;
      await this.auth.refresh();
      await this.#presenting;
      return this.#emit<T>(event, payload);
    }
  }

  /** Requests during the first connection attempt wait for it. */
  async #connecting(): Promise<void> {
    if (this.#state.value.status !== 'connecting') return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(end, ACK_TIMEOUT_MS);
      const stop = this.#state.subscribe(() => this.#state.value.status !== 'connecting' && end());
    });
  }

  async #emit<T>(event: string, payload: unknown): Promise<T> {
    const frame = frameOf(event, payload);
    const answer = await this.#guard.send(frame, () => this.#transmit<T>(event, payload));
    if (!answer.ok) throw new RinglineError(answer.error);
    return answer.data;
  }

  async #transmit<T>(event: string, payload: unknown): Promise<Ack<T>> {
    if (this.#state.value.status !== 'connected' || !this.#socket) {
      const message = 'There is no connection to the server at the moment.';
      throw new RinglineError({ code: 'not_connected', message, retryable: true });
    }
    const sent = this.#socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload) as Promise<Ack<T>>;
    return sent.catch((cause: unknown) => {
      const message = 'The server did not answer in time.';
      throw new RinglineError({ code: 'ack_timeout', message, retryable: true }, { cause });
    });
  }

  async #giveToken(socket: Socket, give: (auth: HandshakeAuth) => void): Promise<void> {
    try {
      const token = await this.auth.freshToken();
      this.#tokenInUse = token;
      // Numbers on signals let a call catch up on the ones it missed while the connection was lost.
      give({ token, signalSeq: true, presence: 'batched' });
    } catch (cause) {
      socket.disconnect();
      this.#connectLater(RinglineError.from(cause).retryAfterMs);
    }
  }

  #welcomed(welcome: Welcome): void {
    this.#failures = 0;
    this.#lookedForNext = false;
    this.#ended = undefined;
    this.auth.setUser(welcome.user);
    this.#state.set({ status: 'connected', welcome });
  }

  /** `data` is the server's word; without it the network failed and socket.io tries again by itself. */
  #refused(socket: Socket, error: Error & { data?: HandshakeRefused }): void {
    this.#lost();
    if (error.data?.code) this.#follow(error.data);
    else if (!socket.active) this.#connectLater();
  }

  #disconnected(reason: Socket.DisconnectReason): void {
    if (reason === 'io client disconnect') return;
    this.#lost();
    if (reason === 'io server disconnect') this.#follow(this.#ended);
  }

  #lost(): void {
    const { status } = this.#state.value;
    if (status === 'connected') this.#state.set({ status: 'reconnecting' });
  }

  #follow(reason: SessionEnded | HandshakeRefused | undefined): void {
    const step = nextStep(reason);
    this.#ended = undefined;
    if (step.kind === 'stop') this.#state.set({ status: 'stopped', stoppedBecause: reason?.code });
    else if (step.kind === 'rest') this.#state.set({ status: 'resting', stoppedBecause: reason?.code });
    else if (step.kind === 'wait') this.#connectLater(step.afterMs);
    else if (step.kind === 'signIn' && this.#lookedForNext)
      this.auth.endSession(reason?.code ?? 'session_revoked');
    else {
      // Another tab may have switched to the next session; a tab without one is signed out by this.
      this.#lookedForNext = step.kind === 'signIn';
      this.auth.refresh().then(
        () => this.#connectLater(),
        (cause: unknown) => this.#connectLater(RinglineError.from(cause).retryAfterMs),
      );
    }
  }

  #connectLater(afterMs?: number): void {
    if (!this.#socket) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket?.connect(), backoffMs(this.#failures++, afterMs));
  }

  /** The server's notice reaches a background tab whose own timers sleep. */
  async #renew(): Promise<void> {
    if (!this.auth.isFresh()) return this.auth.refresh().catch(() => undefined);
    this.#presentToken(await this.auth.freshToken());
  }

  /** Failing is no loss: the server ends the connection in time and the next one brings a fresh token. */
  #presentToken(accessToken: string): void {
    if (this.#state.value.status !== 'connected' || accessToken === this.#tokenInUse) return;
    this.#tokenInUse = accessToken;
    this.#presenting = this.#own.request('auth:refresh', { accessToken }).catch(() => undefined);
  }
}

/** `details` come from the transport: a close event, or the HTTP status of a request. */
function wasTooLarge(details: unknown): boolean {
  const { description, context } = (details ?? {}) as { description?: unknown; context?: { code?: unknown } };
  return description === STATUS_TOO_LARGE || context?.code === CLOSED_TOO_LARGE;
}
