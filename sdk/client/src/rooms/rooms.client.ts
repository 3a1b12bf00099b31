import type { Page } from '../../../../src/platform/http/problem.protocol.js';
import type { MessagesServerEvents } from '../../../../src/messages/messages.protocol.js';
import type {
  InvitationPreview,
  InvitedRole,
  NewRoomInvitation,
  ChosenKind,
  RoomInvitation,
  RoomMember,
  RoomMute,
  RoomRole,
  RoomsServerEvents,
  RoomView,
} from '../../../../src/rooms/rooms.protocol.js';
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

/** What of a room can be changed; what is left out stays. */
export interface RoomChange {
  name?: string;
  kind?: ChosenKind;
  hasChat?: boolean;
  hasVoice?: boolean;
  /** True: from now on it can only be read. */
  archived?: boolean;
}

/** Rooms, and who has which role there. */
export class Rooms {
  readonly #changes = new Observable(0);

  constructor(
    channel: Channel<object, RoomsServerEvents & Pick<MessagesServerEvents, 'room:left'>>,
    private readonly auth: Auth,
  ) {
    for (const event of ['room:role-changed', 'room:removed', 'room:muted', 'room:left'] as const)
      channel.on(event, () => this.#changed());
  }

  /** Grows when one's role in a room, or a room itself, has changed: what was asked before is out of date. */
  get changes(): Readable<number> {
    return this.#changes;
  }

  /** Rooms in which one has a role. */
  list(options: PageOptions = {}): Promise<Page<RoomView>> {
    return this.auth.send('GET', `${ROOMS}?${page(options)}`);
  }

  get(slug: string): Promise<RoomView> {
    return this.auth.send('GET', at(slug));
  }

  /** The room that is there from the start, and what one may do in it. */
  public(): Promise<RoomView> {
    return this.get(PUBLIC_ROOM_SLUG);
  }

  create(room: { name: string; kind: ChosenKind; slug?: string }): Promise<RoomView> {
    return this.auth.send('POST', ROOMS, { body: room });
  }

  /** For who may `manage` there. */
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

  /** Who has a role, by the time it was given; moderators also see who is blocked. */
  members(slug: string, options: PageOptions = {}): Promise<Page<RoomMember>> {
    return this.auth.send('GET', `${at(slug)}/members?${page(options)}`);
  }

  /** `blocked` is the ban from the room. */
  setRole(slug: string, userId: string, role: RoomRole): Promise<RoomMember> {
    return this.auth.send('PUT', memberAt(slug, userId), { body: { role } });
  }

  /** Takes somebody's role, which lifts a ban, too; with one's own id: leaves. */
  removeMember(slug: string, userId: string): Promise<void> {
    return this.auth.send('DELETE', memberAt(slug, userId));
  }

  /** Who only reads for now, the latest first. */
  mutes(slug: string, options: PageOptions = {}): Promise<Page<RoomMute>> {
    return this.auth.send('GET', `${at(slug)}/mutes?${page(options)}`);
  }

  /** Lets somebody only read for that many seconds, counted from now. */
  mute(slug: string, userId: string, forS: number): Promise<RoomMute> {
    return this.auth.send('PUT', `${memberAt(slug, userId)}/mute`, { body: { forS } });
  }

  unmute(slug: string, userId: string): Promise<void> {
    return this.auth.send('DELETE', `${memberAt(slug, userId)}/mute`);
  }

  /** A link that gives a role to whoever opens it, for a week unless said otherwise; it is answered this once. */
  invite(
    slug: string,
    options: { role?: InvitedRole; expiresInS?: number; maxUses?: number } = {},
  ): Promise<NewRoomInvitation> {
    return this.auth.send('POST', `${at(slug)}/invitations`, { body: options });
  }

  /** Links that still work, the latest first; the links themselves are told once only. */
  async invitations(slug: string): Promise<RoomInvitation[]> {
    const { items } = await this.auth.send<Page<RoomInvitation>>('GET', `${at(slug)}/invitations`);
    return items;
  }

  revokeInvitation(slug: string, id: string): Promise<void> {
    return this.auth.send('DELETE', `${at(slug)}/invitations/${encodeURIComponent(id)}`);
  }

  /** Into which room a link leads, and who invites. */
  previewInvitation(token: string): Promise<InvitationPreview> {
    return this.auth.send('POST', `${INVITATIONS}/preview`, { body: { token } });
  }

  /** Takes the role that a link gives; works twice. */
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
