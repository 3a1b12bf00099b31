import type { PresenceSession, SignedIn } from '../protocol.js';
import type { HttpClient } from '../platform/http.client.js';
import { RinglineError } from '../platform/ringline.error.js';
import { lasting } from '../platform/storage.js';
import { type Entry, type SessionKeeper, signedOut } from './session.keeper.js';
import type { Remembered, SessionMemory } from './session.memory.js';

/** Set while a sign-out has not reached the server: no script can remove the cookie. */
const LEAVING = 'ringline.leaving';
const BY_COOKIE = { 'x-token-delivery': 'cookie' };

/** The refresh token in a cookie that no script can read: for pages that come from the server itself. */
export class CookieSession implements SessionKeeper {
  constructor(
    private readonly http: HttpClient,
    private readonly memory: SessionMemory,
  ) {}

  /** Only the server knows: the cookie may have come by another way than this page. */
  mayBeLeft(): boolean {
    return true;
  }

  async enter(path: string, body: unknown): Promise<SignedIn | undefined> {
    if (lasting.getItem(LEAVING)) await this.#end().catch(() => undefined);
    const entry = await this.http.send<Entry>('POST', path, { body, headers: BY_COOKIE });
    if (entry.accessToken === undefined) return undefined;
    lasting.removeItem(LEAVING);
    return this.#keep(entry);
  }

  async refresh(): Promise<SignedIn> {
    if (lasting.getItem(LEAVING)) {
      await this.#end();
      throw signedOut();
    }
    const csrfToken = await this.#findSession();
    if (!csrfToken) throw this.memory.find() ? ended() : signedOut();
    return this.#keep(await this.#post<SignedIn>('/api/auth/refresh', csrfToken));
  }

  async leave(): Promise<void> {
    lasting.setItem(LEAVING, new Date().toISOString());
    this.memory.clear();
    await this.#end().catch(() => undefined);
  }

  clear(): void {
    this.memory.clear();
  }

  onChangedElsewhere(listener: (session: Remembered | undefined) => void): void {
    this.memory.onChangedElsewhere(listener);
  }

  async #end(): Promise<void> {
    const csrfToken = await this.#findSession();
    if (csrfToken) await this.#post('/api/auth/logout', csrfToken);
    lasting.removeItem(LEAVING);
  }

  /** Read each time: another tab may have switched to another session, which has another token. */
  async #findSession(): Promise<string | undefined> {
    return (await this.http.send<PresenceSession>('GET', '/api/auth/presence-session')).csrfToken;
  }

  /** Outlives the page: a reload in between would lose the next token. */
  #post<T>(path: string, csrfToken: string): Promise<T> {
    const headers = { ...BY_COOKIE, 'x-csrf-token': csrfToken };
    return this.http.send<T>('POST', path, { headers, keepalive: true });
  }

  #keep(signedIn: SignedIn): SignedIn {
    this.memory.save({ userId: signedIn.user.id });
    return signedIn;
  }
}

function ended(): RinglineError {
  const message = 'The session has ended; sign in again.';
  return new RinglineError({ code: 'session_revoked', message, retryable: false });
}
