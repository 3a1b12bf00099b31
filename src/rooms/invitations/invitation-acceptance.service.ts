import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import type { Principal } from '../../platform/access/principal.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { hashOfInvitation } from './invitation-token.js';
import { invitationGives } from '../room.policy.js';
import { RoomInvitationsStore } from './room-invitations.store.js';
import { RoomMembersStore } from '../members/room-members.store.js';
import { roomsErrors } from '../rooms.errors.js';
import { RoomsNotifier } from '../rooms.notifier.js';
import type { InvitationPreview, RoomView } from '../rooms.protocol.js';
import { RoomsService } from '../rooms.service.js';
import { RoomsStore, type Transaction } from '../rooms.store.js';

/** Previewing and accepting invitations; rate limits stop the guessing of tokens. */
const PRESENT: Bucket = { name: 'room-invitation-token', points: 30, durationS: 60 };

/** Accepts invitation links, for as long as their creator may grant the role. */
@Injectable()
export class InvitationAcceptance {
  constructor(
    private readonly rooms: RoomsService,
    private readonly store: RoomsStore,
    private readonly members: RoomMembersStore,
    private readonly invitations: RoomInvitationsStore,
    private readonly notifier: RoomsNotifier,
    private readonly limits: Limits,
    private readonly audit: Audit,
  ) {}

  /** @throws invitation_not_found, permission_denied for users blocked in the room, rate_limited */
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
   * Grants the role, unless the user has a higher one already; only a grant counts as a use. Idempotent.
   * @throws invitation_not_found, permission_denied for users blocked in the room, rate_limited
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
      this.notifier.roleChanged(userId, slug, given);
      await this.notifier.accessChanged(roomId, userId);
    }
    return this.rooms.get(principal, slug);
  }

  /** A valid invitation: its creator may still moderate there. */
  private async find(token: string, tx?: Transaction) {
    const hash = hashOfInvitation(token);
    const found = hash && (await this.invitations.find(hash, tx));
    if (!found || !(await this.rooms.mayModerate(found.roomId, found.creator.id, tx)))
      throw roomsErrors.invitation_not_found();
    return found;
  }
}
