import type { Page } from '../../../src/platform/http/problem.protocol.js';
import type {
  InvitationPreview,
  InvitedRole,
  NewRoomInvitation,
  ChosenKind,
  RoomMember,
  RoomRole,
  RoomsServerEvents,
  RoomView,
} from '../../../src/rooms/rooms.protocol.js';
import { PUBLIC_ROOM_SLUG } from '../../../src/rooms/rooms.protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { Observable, type Readable } from '../platform/observable.js';
import type { Channel } from '../realtime/channel.js';

const ROOMS = '/api/chat/rooms';
const INVITATIONS = '/api/chat/invitations';

/** Rooms, and who has which role there. */
export class Rooms {
  readonly #changes = new Observable(0);

  constructor(
    channel: Channel<object, RoomsServerEvents>,
    private readonly auth: Auth,
  ) {
    const changed = () => this.#changes.set(this.#changes.value + 1);
    channel.on('room:role-changed', changed);
    channel.on('room:removed', changed);
    channel.on('room:muted', changed);
  }

  /** Grows when one's role in a room has changed: what was asked before is out of date. */
  get changes(): Readable<number> {
    return this.#changes;
  }

  /** Rooms in which one has a role. */
  list({ limit = 50, cursor }: { limit?: number; cursor?: string } = {}): Promise<Page<RoomView>> {
    const parameters = new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
    return this.auth.send('GET', `${ROOMS}?${parameters}`);
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

  setRole(slug: string, userId: string, role: RoomRole): Promise<RoomMember> {
    const path = `${at(slug)}/members/${encodeURIComponent(userId)}`;
    return this.auth.send('PUT', path, { body: { role } });
  }

  /** A link that gives a role to whoever opens it, for a week unless said otherwise; it is answered this once. */
  invite(
    slug: string,
    wish: { role?: InvitedRole; expiresInS?: number; maxUses?: number } = {},
  ): Promise<NewRoomInvitation> {
    return this.auth.send('POST', `${at(slug)}/invitations`, { body: wish });
  }

  /** Into which room a link leads, and who invites. */
  previewInvitation(token: string): Promise<InvitationPreview> {
    return this.auth.send('POST', `${INVITATIONS}/preview`, { body: { token } });
  }

  /** Takes the role that a link gives; works twice. */
  acceptInvitation(token: string): Promise<RoomView> {
    return this.auth.send('POST', `${INVITATIONS}/accept`, { body: { token } });
  }
}

function at(slug: string): string {
  return `${ROOMS}/${encodeURIComponent(slug)}`;
}
