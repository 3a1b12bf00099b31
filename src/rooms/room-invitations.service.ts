import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Configuration } from '../platform/config/configuration.js';
import { SharedClock } from '../platform/database/shared-clock.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import type { Principal } from '../platform/http/principal.js';
import type { Page } from '../platform/http/problem.protocol.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { hashOfInvitation, invitationLink, newInvitationToken } from './invitation-token.js';
import { invitationGives } from './room.policy.js';
import { type InvitationRow, RoomInvitationsStore } from './room-invitations.store.js';
import { RoomMembersStore } from './room-members.store.js';
import { roomsErrors } from './rooms.errors.js';
import { RoomsNews } from './rooms.news.js';
import {
  INVITATION_TTL_S,
  type InvitationPreview,
  type InvitedRole,
  type NewRoomInvitation,
  type RoomInvitation,
  type RoomView,
} from './rooms.protocol.js';
import { RoomsService } from './rooms.service.js';
import { RoomsStore, type Transaction } from './rooms.store.js';

const INVITE: Bucket = { name: 'room-invite', points: 60, durationS: 3600 };
/** Looking and accepting: who guesses tokens does not get far. */
const PRESENT: Bucket = { name: 'room-invitation-token', points: 30, durationS: 60 };
const OPEN_PER_ROOM = 50;

export interface WishedInvitation {
  role?: InvitedRole;
  expiresInS?: number;
  maxUses?: number;
}

/** Links that give a role in a room to whoever opens them, for as long as who made them may give it themselves. */
@Injectable()
export class RoomInvitationsService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly store: RoomsStore,
    private readonly members: RoomMembersStore,
    private readonly invitations: RoomInvitationsStore,
    private readonly news: RoomsNews,
    private readonly limits: Limits,
    private readonly audit: Audit,
    private readonly config: Configuration,
    private readonly clock: SharedClock,
  ) {}

  /** @throws room_not_found, direct_thread_fixed, permission_denied, muted, too_many_invitations, rate_limited */
  async create(principal: Principal, slug: string, wished: WishedInvitation): Promise<NewRoomInvitation> {
    const { room } = await this.rooms.enterToChange(principal, slug, 'moderate');
    const { userId, sessionId } = principal;
    await this.limits.consume(INVITE, userId);
    const { role = 'member', expiresInS = INVITATION_TTL_S.usual, maxUses = null } = wished;
    const token = newInvitationToken();
    const hash = hashOfInvitation(token)!;
    const expiresAt = new Date(this.clock.nowMs() + expiresInS * 1000);
    const row = await this.store.transaction(async (tx) => {
      if (!(await this.store.hold(room.id, tx))) throw roomsErrors.room_not_found();
      if ((await this.invitations.open(room.id, tx)).length >= OPEN_PER_ROOM)
        throw roomsErrors.too_many_invitations();
      const made = { roomId: room.id, hash, role, createdBy: userId, expiresAt, maxUses };
      const row = await this.invitations.insert(made, tx);
      const details = { roomId: room.id, invitationId: row.id, role, maxUses };
      const entry = { reason: 'room_invitation_created', actorId: userId, sessionId, details };
      await this.audit.record({ event: 'authz_admin', result: 'success', ...entry }, tx);
      return row;
    });
    return { ...view(row), token, link: invitationLink(token, this.config.mail.linkBase) };
  }

  /** Those that are open, the latest first. @throws room_not_found, direct_thread_fixed, permission_denied, muted */
  async list(principal: Principal, slug: string): Promise<Page<RoomInvitation>> {
    const { room } = await this.rooms.enterToChange(principal, slug, 'moderate');
    return { items: (await this.invitations.open(room.id)).map(view), nextCursor: null };
  }

  /** @throws room_not_found, direct_thread_fixed, permission_denied, muted, invitation_not_found */
  async revoke(principal: Principal, slug: string, id: string): Promise<void> {
    const { room } = await this.rooms.enterToChange(principal, slug, 'moderate');
    const { userId: actorId, sessionId } = principal;
    await this.store.transaction(async (tx) => {
      if (!(await this.invitations.delete(room.id, id, tx))) throw roomsErrors.invitation_not_found();
      const details = { roomId: room.id, invitationId: id };
      const entry = { reason: 'room_invitation_revoked', actorId, sessionId, details };
      await this.audit.record({ event: 'authz_admin', result: 'success', ...entry }, tx);
    });
  }

  /** @throws invitation_not_found, permission_denied for whom the room has blocked, rate_limited */
  async preview(principal: Principal, token: string): Promise<InvitationPreview> {
    await this.limits.consume(PRESENT, principal.userId);
    const { slug, role, creator, expiresAt } = await this.find(token);
    const found = await this.store.find(slug, principal.userId);
    if (!found) throw roomsErrors.invitation_not_found();
    const gives = invitationGives(found.room.kind, found.role, role);
    if (gives === 'a refusal') throw platformErrors.permission_denied();
    const { name, kind } = found.room;
    return {
      room: { slug, name, kind },
      role,
      invitedBy: creator,
      expiresAt: expiresAt.toISOString(),
      isMember: gives === 'nothing',
    };
  }

  /**
   * Gives the role, unless one has more already; only then a use is counted. Works twice.
   * @throws invitation_not_found, permission_denied for whom the room has blocked, rate_limited
   */
  async accept(principal: Principal, token: string): Promise<RoomView> {
    const { userId, sessionId } = principal;
    await this.limits.consume(PRESENT, userId);
    const { roomId, slug } = await this.find(token);
    const given = await this.store.transaction(async (tx) => {
      // As with roles that are given: one at a time in each room.
      if (!(await this.store.hold(roomId, tx))) throw roomsErrors.invitation_not_found();
      const invitation = await this.find(token, tx);
      const now = await this.store.withRoles(roomId, [userId], tx);
      const before = now?.roles.get(userId);
      const gives = now ? invitationGives(now.room.kind, before, invitation.role) : 'nothing';
      if (gives === 'a refusal') throw platformErrors.permission_denied();
      if (gives === 'nothing') return undefined;
      if (!(await this.invitations.use(invitation.id, tx))) throw roomsErrors.invitation_not_found();
      await this.members.set(roomId, userId, invitation.role, invitation.creator.id, tx);
      const details = { roomId, invitationId: invitation.id, from: before ?? null, to: invitation.role };
      const entry = { reason: 'room_invitation_accepted', actorId: userId, subjectId: userId, sessionId };
      await this.audit.record({ event: 'authz_change', result: 'success', ...entry, details }, tx);
      return invitation.role;
    });
    if (given) {
      this.news.roleChanged(userId, slug, given);
      await this.news.accessChanged(roomId, userId);
    }
    return this.rooms.get(principal, slug);
  }

  /** One that works: who made it may still moderate there. */
  private async find(token: string, tx?: Transaction) {
    const hash = hashOfInvitation(token);
    const found = hash && (await this.invitations.find(hash, tx));
    if (!found || !(await this.rooms.mayModerate(found.roomId, found.creator.id, tx)))
      throw roomsErrors.invitation_not_found();
    return found;
  }
}

function view(row: InvitationRow): RoomInvitation {
  const { id, role, creator, maxUses, uses } = row;
  return {
    id,
    role,
    createdBy: creator,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    maxUses,
    uses,
  };
}
