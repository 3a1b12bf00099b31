import type { Page } from '../../../src/platform/http/problem.protocol.js';
import type { OwnUser, PublicUser, UserStatus } from '../../../src/users/users.protocol.js';
import type { Auth } from '../auth/auth.client.js';

export interface UserSearch {
  query?: string;
  limit?: number;
  cursor?: string;
}

/** The directory of people. */
export class Users {
  readonly #known = new Map<string, Promise<PublicUser>>();

  constructor(private readonly auth: Auth) {}

  list({ query, limit, cursor }: UserSearch = {}): Promise<Page<PublicUser>> {
    const parameters = new URLSearchParams();
    if (query) parameters.set('query', query);
    if (limit) parameters.set('limit', String(limit));
    if (cursor) parameters.set('cursor', cursor);
    return this.auth.send('GET', `/api/users?${parameters}`);
  }

  get(id: string): Promise<PublicUser> {
    return this.auth.send('GET', `/api/users/${encodeURIComponent(id)}`);
  }

  getByUsername(username: string): Promise<PublicUser> {
    return this.auth.send('GET', `/api/users/by-username/${encodeURIComponent(username)}`);
  }

  /** One's own only; `OFFLINE` means "appear offline". */
  setStatus(id: string, status: UserStatus): Promise<OwnUser> {
    return this.auth.send('PUT', `/api/users/${encodeURIComponent(id)}/status`, { body: { status } });
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
}
