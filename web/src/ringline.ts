import { Auth } from './auth/auth.client.js';
import { RefreshTokenStore } from './auth/refresh-token.store.js';
import { Calls } from './calls/calls.client.js';
import { HttpClient } from './platform/http.client.js';
import { Presence } from './presence/presence.client.js';
import { Connection } from './realtime/connection.js';
import { IceServersCache } from './signaling/ice-servers.client.js';
import { Users } from './users/users.client.js';

export interface RinglineOptions {
  /** The server's origin; left out where the page comes from the server itself. */
  baseUrl?: string;
}

/** The browser SDK: one object per page. It signs in, stays connected and makes calls; it knows no framework. */
export class Ringline {
  readonly auth: Auth;
  readonly connection: Connection;
  readonly presence: Presence;
  readonly users: Users;
  readonly calls: Calls;
  readonly #iceServers: IceServersCache;
  #connectedUserId?: string;

  constructor({ baseUrl = '' }: RinglineOptions = {}) {
    this.auth = new Auth(new HttpClient(baseUrl), new RefreshTokenStore());
    this.connection = new Connection(baseUrl, this.auth);
    this.#iceServers = new IceServersCache(this.auth);
    this.presence = new Presence(this.connection.channel());
    this.users = new Users(this.auth);
    this.calls = new Calls(this.connection.channel(), this.auth, this.#iceServers);
    this.auth.state.subscribe(() => this.#authChanged());
    this.connection.state.subscribe(() => {
      if (this.connection.state.value.status === 'connected') this.#iceServers.prefetch();
    });
    addEventListener('pagehide', () => this.calls.abandon());
  }

  /** Takes up the session of the last visit, if there was one. */
  start(): void {
    this.auth.restore();
  }

  /** The socket follows who is signed in. */
  #authChanged(): void {
    const { status, user } = this.auth.state.value;
    const userId = status === 'signedIn' ? user?.id : undefined;
    if (userId === this.#connectedUserId) return;
    this.#connectedUserId = userId;
    this.connection.close();
    this.calls.clear();
    this.presence.clear();
    this.#iceServers.clear();
    if (userId) this.connection.open();
  }
}
