import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Configuration } from '../../platform/config/configuration.js';
import { SharedClock } from '../../platform/database/shared-clock.js';
import type { Principal } from '../../platform/access/principal.js';
import type { Page } from '../../platform/wire/problem.protocol.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { hashOfInvitation, invitationLink, newInvitationToken } from './invitation-token.js';
import { type InvitationRow, RoomInvitationsStore } from './room-invitations.store.js';
import { roomsErrors } from '../rooms.errors.js';
import {
  INVITATION_TTL_S,
  type InvitedRole,
  type NewRoomInvitation,
  type RoomInvitation,
} from '../rooms.protocol.js';
import { RoomsService } from '../rooms.service.js';
import { RoomsStore } from '../rooms.store.js';

const INVITE: Bucket = { name: 'room-invite', points: 60, durationS: 3600 };
const OPEN_PER_ROOM = 50;

export interface InvitationInput {
  role?: InvitedRole;
  expiresInS?: number;
  maxUses?: number;
}

/** Links that give a role in a room: moderators make them and take them back. */
@Injectable()
export class RoomInvitationsService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly store: RoomsStore,
    private readonly invitations: RoomInvitationsStore,
    private readonly limits: Limits,
    private readonly audit: Audit,
    private readonly config: Configuration,
    private readonly clock: SharedClock,
  ) {}

  /** @throws room_not_found, direct_thread_fixed, permission_denied, muted, too_many_invitations, rate_limited */
  async create(principal: Principal, slug: string, input: InvitationInput): Promise<NewRoomInvitation> {
    const { room } = await this.rooms.enterToChange(principal, slug, 'moderate');
    const { userId, sessionId } = principal;
    await this.limits.consume(INVITE, userId);
    const { role = 'member', expiresInS = INVITATION_TTL_S.usual, maxUses = null } = input;
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
