import type { BlockedUser, OwnUser, Page, PublicUser, UserStatus } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { Observable, type Readable } from '../platform/observable.js';
import { Avatars } from './avatars.client.js';

export interface UserSearch {
  query?: string;
  limit?: number;
  cursor?: string;
}

/** The directory of people. */
export class Users {
  readonly avatars: Avatars;
  readonly #known = new Map<string, Promise<PublicUser>>();
  readonly #blocks = new Observable(0);

  constructor(private readonly auth: Auth) {
    this.avatars = new Avatars(
      (id) => this.get(id),
      (path) => auth.urlOf(path),
    );
    auth.state.subscribe(() => auth.state.value.user && this.avatars.learn(auth.state.value.user));
  }

  async list({ query, limit, cursor }: UserSearch = {}): Promise<Page<PublicUser>> {
    const parameters = new URLSearchParams();
    if (query) parameters.set('query', query);
    if (limit) parameters.set('limit', String(limit));
    if (cursor) parameters.set('cursor', cursor);
    const page = await this.auth.send<Page<PublicUser>>('GET', `/api/users?${parameters}`);
    page.items.forEach((user) => this.avatars.learn(user));
    return page;
  }

  get(id: string): Promise<PublicUser> {
    return this.#one(`/api/users/${encodeURIComponent(id)}`);
  }

  getByUsername(username: string): Promise<PublicUser> {
    return this.#one(`/api/users/by-username/${encodeURIComponent(username)}`);
  }

  /** Your own only; `OFFLINE` means "appear offline". */
  setStatus(id: string, status: UserStatus): Promise<OwnUser> {
    return this.auth.send('PUT', `/api/users/${encodeURIComponent(id)}/status`, { body: { status } });
  }

  /** The users that you have blocked, the latest first. */
  blocked({ limit = 50, cursor }: { limit?: number; cursor?: string } = {}): Promise<Page<BlockedUser>> {
    const parameters = new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
    return this.auth.send('GET', `/api/users/blocked?${parameters}`);
  }

  /** Grows when this page has blocked or unblocked a user. */
  get blocks(): Readable<number> {
    return this.#blocks;
  }

  /** Blocks a user, who is not notified and can no longer call you or send you direct messages. */
  block(id: string): Promise<void> {
    return this.#block('PUT', id);
  }

  unblock(id: string): Promise<void> {
    return this.#block('DELETE', id);
  }

  /** For names beside ids: asks once per person and page. */
  getOnce(id: string): Promise<PublicUser> {
    const known = this.#known.get(id);
    if (known) return known;
    const asked = this.get(id);
    this.#known.set(id, asked);
    asked.catch(() => this.#known.delete(id));
    return asked;
  }

  /** Signed out: another person may see other things. */
  clear(): void {
    this.#known.clear();
    this.avatars.clear();
  }

  async #block(method: 'PUT' | 'DELETE', id: string): Promise<void> {
    await this.auth.send(method, `/api/users/${encodeURIComponent(id)}/block`);
    this.#blocks.set(this.#blocks.value + 1);
  }

  async #one(path: string): Promise<PublicUser> {
    const user = await this.auth.send<PublicUser>('GET', path);
    this.avatars.learn(user);
    return user;
  }
}
