import { Auth } from './auth/auth.client.js';
import { CookieSession } from './auth/cookie-session.js';
import type { OauthArrival } from './auth/oauth-arrival.js';
import { Oauth } from './auth/oauth.client.js';
import { SessionMemory } from './auth/session.memory.js';
import { StoredSession } from './auth/stored-session.js';
import { Calls } from './calls/calls.client.js';
import { HttpClient } from './platform/http.client.js';
import { Inbox } from './inbox/inbox.client.js';
import { AppEvents } from './integrations/app-events.client.js';
import { Meta } from './meta/meta.client.js';
import { Media } from './media/media.client.js';
import { Messages } from './messages/messages.client.js';
import { Moderation } from './moderation/moderation.client.js';
import { Activity } from './presence/activity.js';
import { Presence } from './presence/presence.client.js';
import { Connection } from './realtime/connection.js';
import { Devices } from './devices/devices.client.js';
import { IceServersCache } from './webrtc/ice-servers.client.js';
import { Rooms } from './rooms/rooms.client.js';
import { Profile } from './users/profile.client.js';
import { Users } from './users/users.client.js';
import { Voice } from './voice/voice.client.js';

export interface RinglineOptions {
  /** The server's origin; left out where the page comes from the server itself. */
  baseUrl?: string;
  /**
   * Where the refresh token stays between visits: in a cookie that no script can read, or in localStorage. Default: the
   * cookie where the page comes from the server itself and the browser holds the connection for secure and keeps cookies. A page of another
   * origin may choose the cookie if it is of the same site (app.example.org and ringline.example.org).
   */
  keepSession?: 'cookie' | 'storage';
}

/** The browser SDK: one object per page. It signs in, stays connected, makes calls, joins voice channels and sends messages, without a framework. */
export class Ringline {
  readonly auth: Auth;
  readonly oauth: Oauth;
  readonly meta: Meta;
  readonly connection: Connection;
  readonly presence: Presence;
  readonly users: Users;
  readonly profile: Profile;
  readonly devices: Devices;
  readonly calls: Calls;
  readonly rooms: Rooms;
  readonly voice: Voice;
  readonly messages: Messages;
  readonly inbox: Inbox;
  readonly media: Media;
  readonly moderation: Moderation;
  readonly appEvents: AppEvents;
  readonly #iceServers: IceServersCache;
  #connectedUserId?: string;

  constructor({ baseUrl = '', keepSession = bestPlace(baseUrl) }: RinglineOptions = {}) {
    const byCookie = keepSession === 'cookie';
    const http = new HttpClient(baseUrl, byCookie ? 'include' : 'same-origin');
    const Session = byCookie ? CookieSession : StoredSession;
    this.auth = new Auth(http, new Session(http, new SessionMemory()));
    this.meta = new Meta(http);
    this.oauth = new Oauth(http, baseUrl, this.auth);
    this.connection = new Connection(baseUrl, this.auth);
    this.#iceServers = new IceServersCache(this.auth);
    this.presence = new Presence(this.connection.channel());
    this.users = new Users(this.auth);
    this.profile = new Profile(this.auth);
    this.devices = new Devices();
    this.calls = new Calls(this.connection.channel(), this.auth, this.#iceServers, this.devices);
    this.rooms = new Rooms(this.connection.channel(), this.auth);
    this.voice = new Voice(this.connection.channel(), this.auth, this.devices);
    this.messages = new Messages(this.connection.channel(), this.auth);
    this.inbox = new Inbox(this.connection.channel(), this.auth);
    new Activity(this.connection);
    this.media = new Media(this.auth);
    this.moderation = new Moderation(this.auth);
    this.appEvents = new AppEvents(this.connection.channel());
    this.auth.state.subscribe(() => this.#authChanged());
    this.connection.state.subscribe(() => this.#connectionChanged());
    // One microphone, one conversation.
    this.calls.state.subscribe(() => this.calls.active && void this.voice.leave());
    addEventListener('pagehide', () => {
      this.calls.abandon();
      void this.voice.leave();
    });
  }

  /** Restores the session of the last visit, if there was one, or completes a sign-in that came back to the page. */
  start(arrival?: OauthArrival): void {
    if (arrival) void this.oauth.arrive(arrival);
    else this.auth.restore();
  }

  #connectionChanged(): void {
    if (this.connection.state.value.status !== 'connected') {
      this.voice.interrupted();
      this.messages.interrupted();
      return;
    }
    this.#iceServers.prefetch();
    this.voice.resume();
    this.messages.resume();
    this.inbox.resume();
  }

  /** The socket follows the signed-in user. */
  #authChanged(): void {
    const { status, user } = this.auth.state.value;
    const userId = status === 'signedIn' ? user?.id : undefined;
    if (userId === this.#connectedUserId) return;
    this.#connectedUserId = userId;
    this.connection.close();
    this.calls.clear();
    this.voice.clear();
    this.messages.clear();
    this.inbox.clear();
    this.presence.clear();
    this.users.clear();
    if (user) this.users.avatars.learn(user);
    this.#iceServers.clear();
    if (userId) this.connection.open();
  }
}

function bestPlace(baseUrl: string): 'cookie' | 'storage' {
  const ownServer = new URL(baseUrl, location.href).origin === location.origin;
  // Without cookies the session lasts for this visit.
  return ownServer && isSecureContext && navigator.cookieEnabled ? 'cookie' : 'storage';
}
