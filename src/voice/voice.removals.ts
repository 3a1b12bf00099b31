import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Events } from '../platform/events/events.js';
import type { Principal } from '../platform/access/principal.js';
import { RoomMembersService } from '../rooms/members/room-members.service.js';
import { RoomAccessChanged } from '../rooms/rooms.events.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { VoiceDepartures } from './voice.departures.js';
import { voiceErrors } from './voice.errors.js';
import type { VoiceLeftReason } from './voice.protocol.js';
import { VoiceStore } from './voice.store.js';

/** Removes participants from voice channels: on request, or because they may no longer be there. */
@Injectable()
export class VoiceRemovals implements OnApplicationBootstrap {
  constructor(
    private readonly store: VoiceStore,
    private readonly departures: VoiceDepartures,
    private readonly rooms: RoomsService,
    private readonly members: RoomMembersService,
    private readonly audit: Audit,
    private readonly events: Events,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(RoomAccessChanged, ({ roomId, userId }) => this.refuse({ roomId, userId }));
  }

  /**
   * Removes all devices of another user, or the caller's own.
   * @throws room_not_found, permission_denied, participant_not_found
   */
  async kick(principal: Principal, slug: string, userId: string): Promise<void> {
    const { userId: actorId, sessionId } = principal;
    const oneself = userId === actorId;
    const room = oneself
      ? (await this.rooms.enter(principal, slug)).room
      : await this.members.reach(principal, slug, userId);
    const reason = oneself ? 'left' : 'kicked';
    const left = await this.store.transaction(async (tx) => {
      const left = await this.store.leave({ roomId: room.id, userId }, reason, tx);
      const details = { roomId: room.id, devices: left.length };
      const entry = { reason: 'voice_kick', actorId, subjectId: userId, sessionId, details };
      if (left.length > 0 && !oneself)
        await this.audit.record({ event: 'authz_admin', result: 'success', ...entry }, tx);
      return left;
    });
    if (left.length === 0) throw voiceErrors.participant_not_found();
    await this.departures.completeDeparture(left, reason);
  }

  /** Removes participants who may no longer be there. */
  async refuse(where: { roomId?: string; userId?: string } = {}): Promise<void> {
    const people = await this.store.people(where);
    for (const roomId of new Set(people.map((person) => person.roomId))) {
      const there = people.filter((person) => person.roomId === roomId);
      const found = await this.rooms.mayOf(roomId, there);
      const isOpen = found?.room.hasVoice && found.room.archivedAt === null;
      const reason: VoiceLeftReason = isOpen ? 'removed' : 'closed';
      for (const { peerId, userId, speaks } of there) {
        if (isOpen && found.may.get(userId)?.has(speaks ? 'speak' : 'read')) continue;
        await this.departures.completeDeparture(await this.store.leave({ peerId }, reason), reason);
      }
    }
  }
}
