import type {
  ChosenKind,
  InvitationPreview,
  InvitedRole,
  MessagesServerEvents,
  NewRoomInvitation,
  Page,
  RoomInvitation,
  RoomMember,
  RoomMute,
  RoomRole,
  RoomsServerEvents,
  RoomView,
} from '../protocol.js';
import { PUBLIC_ROOM_SLUG } from '../../../../src/rooms/rooms.protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { Observable, type Readable } from '../platform/observable.js';
import type { Channel } from '../realtime/channel.js';

const ROOMS = '/api/chat/rooms';
const INVITATIONS = '/api/chat/invitations';

export interface PageOptions {
  limit?: number;
  cursor?: string;
}

/** The fields of a room that can be changed; absent ones stay. */
export interface RoomChange {
  name?: string;
  kind?: ChosenKind;
  hasChat?: boolean;
  hasVoice?: boolean;
  /** True: from now on it can only be read. */
  archived?: boolean;
}

/** Rooms, their members and roles. */
export class Rooms {
  readonly #changes = new Observable(0);

  constructor(
    channel: Channel<object, RoomsServerEvents & Pick<MessagesServerEvents, 'room:left'>>,
    private readonly auth: Auth,
  ) {
    for (const event of ['room:role-changed', 'room:removed', 'room:muted', 'room:left'] as const)
      channel.on(event, () => this.#changed());
  }

  /** Grows when your role in a room, or a room itself, has changed: request it again. */
  get changes(): Readable<number> {
    return this.#changes;
  }

  /** Rooms in which you have a role. */
  list(options: PageOptions = {}): Promise<Page<RoomView>> {
    return this.auth.send('GET', `${ROOMS}?${page(options)}`);
  }

  get(slug: string): Promise<RoomView> {
    return this.auth.send('GET', at(slug));
  }

  /** The public room that every server has, and what you may do in it. */
  public(): Promise<RoomView> {
    return this.get(PUBLIC_ROOM_SLUG);
  }

  create(room: { name: string; kind: ChosenKind; slug?: string }): Promise<RoomView> {
    return this.auth.send('POST', ROOMS, { body: room });
  }

  /** For users who may `manage` the room. */
  async change(slug: string, change: RoomChange): Promise<RoomView> {
    const room = await this.auth.send<RoomView>('PATCH', at(slug), { body: change });
    this.#changed();
    return room;
  }

  /** With all that was said in it. */
  async delete(slug: string): Promise<void> {
    await this.auth.send('DELETE', at(slug));
    this.#changed();
  }

  /** Users with a role, by the time it was given; moderators also see banned users. */
  members(slug: string, options: PageOptions = {}): Promise<Page<RoomMember>> {
    return this.auth.send('GET', `${at(slug)}/members?${page(options)}`);
  }

  /** `blocked` is the ban from the room. */
  setRole(slug: string, userId: string, role: RoomRole): Promise<RoomMember> {
    return this.auth.send('PUT', memberAt(slug, userId), { body: { role } });
  }

  /** Removes a user's role, which also lifts a ban; with your own id: leaves the room. */
  removeMember(slug: string, userId: string): Promise<void> {
    return this.auth.send('DELETE', memberAt(slug, userId));
  }

  /** The muted users, the latest first. */
  mutes(slug: string, options: PageOptions = {}): Promise<Page<RoomMute>> {
    return this.auth.send('GET', `${at(slug)}/mutes?${page(options)}`);
  }

  /** Mutes a user for that many seconds from now: they can only read. */
  mute(slug: string, userId: string, forS: number): Promise<RoomMute> {
    return this.auth.send('PUT', `${memberAt(slug, userId)}/mute`, { body: { forS } });
  }

  unmute(slug: string, userId: string): Promise<void> {
    return this.auth.send('DELETE', `${memberAt(slug, userId)}/mute`);
  }

  /** Creates a link that gives a role to anyone who opens it, for a week by default; only this answer contains the link. */
  invite(
    slug: string,
    options: { role?: InvitedRole; expiresInS?: number; maxUses?: number } = {},
  ): Promise<NewRoomInvitation> {
    return this.auth.send('POST', `${at(slug)}/invitations`, { body: options });
  }

  /** Invitations that are still valid, the latest first, without the links themselves. */
  async invitations(slug: string): Promise<RoomInvitation[]> {
    const { items } = await this.auth.send<Page<RoomInvitation>>('GET', `${at(slug)}/invitations`);
    return items;
  }

  revokeInvitation(slug: string, id: string): Promise<void> {
    return this.auth.send('DELETE', `${at(slug)}/invitations/${encodeURIComponent(id)}`);
  }

  /** The room that a link leads to, and the inviting user. */
  previewInvitation(token: string): Promise<InvitationPreview> {
    return this.auth.send('POST', `${INVITATIONS}/preview`, { body: { token } });
  }

  /** Accepts the role that a link gives; idempotent. */
  acceptInvitation(token: string): Promise<RoomView> {
    return this.auth.send('POST', `${INVITATIONS}/accept`, { body: { token } });
  }

  #changed(): void {
    this.#changes.set(this.#changes.value + 1);
  }
}

function page({ limit = 50, cursor }: PageOptions): URLSearchParams {
  return new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
}

function memberAt(slug: string, userId: string): string {
  return `${at(slug)}/members/${encodeURIComponent(userId)}`;
}

function at(slug: string): string {
  return `${ROOMS}/${encodeURIComponent(slug)}`;
}
