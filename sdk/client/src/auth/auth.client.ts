import type { OwnUser, PasswordReset, SignedIn } from '../protocol.js';
import { backoffMs } from '../platform/backoff.js';
import { Emitter } from '../platform/emitter.js';
import type { HttpClient, HttpRequest, Method } from '../platform/http.client.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import { oneAtATime } from './refresh-lock.js';
import { mustSignIn, refreshMarginMs } from './refresh.policy.js';
import { type SessionKeeper, signedOut } from './session.keeper.js';

export interface AuthState {
  /** `restoring`: a session was left from last time and is being taken up. */
  status: 'signedOut' | 'restoring' | 'signedIn';
  user?: OwnUser;
  /** Why a session ended that the user did not end here. */
  endedBecause?: string;
}

export interface RegisterInput {
  username: string;
  email?: string;
  password: string;
}

export interface AuthEvents {
  /** A new access token of the same session. */
  rotated: { accessToken: string };
}

interface AccessToken {
  token: string;
  expiresAt: number;
  marginMs: number;
}

/** Signs in and out and keeps the access token fresh, once at a time across all tabs. */
export class Auth {
  readonly #state = new Observable<AuthState>({ status: 'signedOut' });
  readonly #events = new Emitter<AuthEvents>();
  #access?: AccessToken;
  #refreshing?: Promise<void>;
  #timer?: ReturnType<typeof setTimeout>;
  #failures = 0;

  constructor(
    private readonly http: HttpClient,
    private readonly session: SessionKeeper,
  ) {
    session.onChangedElsewhere((remembered) => {
      const { status, user } = this.#state.value;
      if (!remembered) this.#leave();
      else if (status === 'signedOut' || (user && remembered.userId !== user.id)) this.restore();
    });
  }

  readonly on = this.#events.on;

  get state(): Readable<AuthState> {
    return this.#state;
  }

  /** @returns undefined where the server first wants the address confirmed, and has sent an e-mail */
  register(input: RegisterInput): Promise<OwnUser | undefined> {
    return this.#enter('/api/auth/register', input);
  }

  /** @param remember false: the session ends after a day without use, on a computer of others */
  async login(login: string, password: string, remember = true): Promise<OwnUser> {
    return (await this.#enter('/api/auth/login', { login, password, remember }))!;
  }

  /** Requests an e-mail with a link; resolves in the same way whether or not an account has the address. */
  async forgotPassword(email: string): Promise<void> {
    await this.http.send('POST', '/api/auth/password/forgot', { body: { email } });
  }

  /** With the token of an e-mail, also of an invitation. Does not sign in. @returns the account's other sign-in methods */
  resetPassword(token: string, newPassword: string): Promise<PasswordReset> {
    return this.http.send('POST', '/api/auth/password/reset', { body: { token, newPassword } });
  }

  /** Sends another verification e-mail to your address; nothing is sent when it is verified already. */
  async requestVerification(): Promise<void> {
    await this.send('POST', '/api/auth/email/verify/request');
  }

  /**
   * With the token of an e-mail, signed in to the account or with its password; every other device is signed out.
   * `reauthentication_required`: neither was the case, and the token stays good.
   */
  async verifyEmail(token: string, password?: string): Promise<void> {
    const body = { token, ...(password !== undefined && { password }) };
    if (this.#state.value.status === 'signedOut')
      return this.http.send('POST', '/api/auth/email/verify', { body });
    await this.send('POST', '/api/auth/email/verify', { body });
    // With a password it may have been another account's.
    const { user } = this.#state.value;
    if (user && password === undefined) this.setUser({ ...user, emailVerified: true });
  }

  async guest(displayName?: string): Promise<OwnUser> {
    return (await this.#enter('/api/auth/guest', displayName ? { displayName } : {}))!;
  }

  /** With the code that a sign-in through a provider ended in; when that fails, back to the session of the last visit. */
  async enterByCode(code: string, verifier: string | undefined): Promise<void> {
    this.#state.set({ status: 'restoring' });
    try {
      await this.#enter('/api/auth/oauth/token', { code, ...(verifier && { verifier }) });
    } catch (cause) {
      this.restore();
      throw cause;
    }
  }

  /** Signs out here at once, whether or not the server can be reached. */
  async logout(): Promise<void> {
    await oneAtATime(async () => {
      const left = this.session.leave();
      this.#leave();
      await left;
    });
  }

  /** Restores the session of the last visit, if any; keeps trying while the server is unavailable. */
  restore(): void {
    if (!this.session.mayBeLeft()) return this.#leave();
    this.#access = undefined;
    this.#state.set({ status: 'restoring' });
    this.#refreshInBackground();
  }

  /** A token that is valid for now; refreshes first when it is about to expire. */
  async freshToken(): Promise<string> {
    if (!this.isFresh()) await this.refresh();
    if (!this.#access) throw signedOut();
    return this.#access.token;
  }

  /** Whether the access token is far enough from its end. */
  isFresh(): boolean {
    return this.#access !== undefined && Date.now() < this.#access.expiresAt - this.#access.marginMs;
  }

  refresh(): Promise<void> {
    this.#refreshing ??= oneAtATime(() => this.#rotate()).finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** The server says that this session is over. */
  endSession(code?: string): void {
    this.session.clear();
    this.#leave(code);
  }

  /** An authorized request; `token_expired` refreshes and repeats it, once. So does a session that another tab replaced. */
  async send<T>(method: Method, path: string, request: HttpRequest = {}): Promise<T> {
    const attempt = async () =>
      this.http.send<T>(method, path, { ...request, accessToken: await this.freshToken() });
    try {
      return await attempt();
    } catch (cause) {
      const error = RinglineError.from(cause);
      if (error.code !== 'token_expired' && error.code !== 'session_revoked') throw error;
      await this.refresh();
      return attempt();
    }
  }

  /** A request that must go out while the page is being closed: no time for a refresh or an answer. */
  sendLast(method: Method, path: string): void {
    const accessToken = this.#access?.token;
    if (!accessToken) return;
    void this.http.send(method, path, { accessToken, keepalive: true }).catch(() => undefined);
  }

  /** Resolves a path from the server, such as the one of a picture, to a URL. */
  urlOf(path: string): string {
    return this.http.urlOf(path);
  }

  setUser(user: OwnUser): void {
    if (this.#state.value.status === 'signedIn') this.#state.set({ status: 'signedIn', user });
  }

  async #enter(path: string, body: unknown): Promise<OwnUser | undefined> {
    return oneAtATime(async () => {
      const signedIn = await this.session.enter(path, body);
      if (signedIn) this.#adopt(signedIn);
      return signedIn?.user;
    });
  }

  async #rotate(): Promise<void> {
    try {
      const signedIn = await this.session.refresh();
      this.#adopt(signedIn);
      this.#events.emit('rotated', { accessToken: signedIn.accessToken });
    } catch (cause) {
      const error = RinglineError.from(cause);
      if (error.code === 'signed_out') this.endSession();
      else if (mustSignIn(error)) this.endSession(error.code);
      throw error;
    }
  }

  #adopt({ user, accessToken, expiresIn }: SignedIn): void {
    const lifetimeMs = expiresIn * 1000;
    const marginMs = refreshMarginMs(lifetimeMs);
    this.#access = { token: accessToken, expiresAt: Date.now() + lifetimeMs, marginMs };
    this.#failures = 0;
    this.#schedule(lifetimeMs - marginMs);
    this.#state.set({ status: 'signedIn', user });
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refreshInBackground(), delayMs);
  }

  #refreshInBackground(): void {
    this.refresh().catch((cause: unknown) => {
      if (this.#state.value.status === 'signedOut') return;
      this.#schedule(backoffMs(this.#failures++, RinglineError.from(cause).retryAfterMs));
    });
  }

  #leave(endedBecause?: string): void {
    clearTimeout(this.#timer);
    this.#access = undefined;
    if (this.#state.value.status === 'signedOut' && !endedBecause) return;
    this.#state.set({ status: 'signedOut', endedBecause });
  }
}
