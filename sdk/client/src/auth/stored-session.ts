import type { SignedIn } from '../protocol.js';
import type { HttpClient } from '../platform/http.client.js';
import { type Entry, type SessionKeeper, signedOut } from './session.keeper.js';
import type { Remembered, SessionMemory } from './session.memory.js';

/** The refresh token in localStorage: for pages of another origin than the server's. */
export class StoredSession implements SessionKeeper {
  constructor(
    private readonly http: HttpClient,
    private readonly memory: SessionMemory,
  ) {}

  mayBeLeft(): boolean {
    return this.memory.find()?.refreshToken !== undefined;
  }

  async enter(path: string, body: unknown): Promise<SignedIn | undefined> {
    const entry = await this.http.send<Entry>('POST', path, { body });
    return entry.accessToken === undefined ? undefined : this.#keep(entry);
  }

  async refresh(): Promise<SignedIn> {
    const refreshToken = this.memory.find()?.refreshToken;
    if (!refreshToken) throw signedOut();
    const body = { refreshToken };
    return this.#keep(await this.http.send<SignedIn>('POST', '/api/auth/refresh', { body }));
  }

  async leave(): Promise<void> {
    const refreshToken = this.memory.find()?.refreshToken;
    this.memory.clear();
    if (!refreshToken) return;
    const body = { refreshToken };
    await this.http.send('POST', '/api/auth/logout', { body, keepalive: true }).catch(() => undefined);
  }

  clear(): void {
    this.memory.clear();
  }

  onChangedElsewhere(listener: (session: Remembered | undefined) => void): void {
    this.memory.onChangedElsewhere(listener);
  }

  #keep(signedIn: SignedIn): SignedIn {
    this.memory.save({ userId: signedIn.user.id, refreshToken: signedIn.refreshToken });
    return signedIn;
  }
}
