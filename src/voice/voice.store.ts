import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BatchedLookup } from '../platform/database/batched-lookup.js';
import type { Prisma } from '../platform/database/client/client.js';
import { Database, violatesForeignKey, type Transaction } from '../platform/database/database.js';
import { SharedClock } from '../platform/database/shared-clock.js';
import { roomsErrors } from '../rooms/rooms.errors.js';
import type { Participant } from './voice-roster.policy.js';
import { stateOf, toParticipant } from './voice-participant.js';
import { voiceErrors } from './voice.errors.js';
import type { VoiceLeftReason, VoiceState } from './voice.protocol.js';

/** A device that has left a channel. */
export interface LeftRow {
  peerId: string;
  roomId: string;
  userId: string;
  connectionId: string;
  identity: string | null;
}

export interface Joining {
  roomId: string;
  userId: string;
  connectionId: string;
  instanceId: string;
  sessionId: string;
  /** The peer it was before it lost its connection. */
  peerId?: string;
  state: Partial<VoiceState>;
  speaks: boolean;
  /** Only where LiveKit carries the media. */
  identity: string | null;
  /** How many may be in the channel; undefined: any number. */
  cap?: number;
  devicesPerUser: number;
}

export interface Joined {
  peerId: string;
  /** How often it has come back. */
  epoch: number;
  /** The connection it had before, when it came back. */
  before?: string;
  /** All participants of the channel. */
  participants: Participant[];
  /** Devices that had to make room, of the same person. */
  left: LeftRow[];
}

const LEFT = { peerId: true, roomId: true, userId: true, connectionId: true, identity: true } as const;
const LIVING = { leftAt: null } as const;
const KEEP_LEFT_MS = 3_600_000;

/** Which user is in which voice channel, on every instance. */
@Injectable()
export class VoiceStore {
  private readonly byRoom = new BatchedLookup((roomIds) => this.findIn(roomIds, this.database));

  constructor(
    private readonly database: Database,
    private readonly clock: SharedClock,
  ) {}

  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(run);
  }

  /**
   * Takes a seat, or the own one again. One user and one channel at a time, so that neither the cap nor the number of devices is
   * ever exceeded, on whichever instances they join.
   * @throws voice_full, room_not_found
   */
  async join(joining: Joining): Promise<Joined> {
    const { roomId, userId } = joining;
    return this.database
      .$transaction(async (tx) => {
        // Always in this order.
        for (const name of [`voice-user:${userId}`, `voice-room:${roomId}`])
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
        const joined = (await this.comeBack(joining, tx)) ?? (await this.sitDown(joining, tx));
        return { ...joined, participants: (await this.findIn([roomId], tx)).get(roomId) ?? [] };
      })
      .catch((error: unknown) => {
        throw violatesForeignKey(error) ? roomsErrors.room_not_found() : error;
      });
  }

  /** All participants of a channel, in the order they joined. */
  async participants(roomId: string): Promise<Participant[]> {
    return (await this.byRoom.find(roomId)) ?? [];
  }

  /** Takes devices out. @returns those that this call took out */
  leave(
    who: Pick<
      Prisma.VoiceParticipantWhereInput,
      'peerId' | 'roomId' | 'userId' | 'connectionId' | 'sessionId'
    >,
    leftReason: VoiceLeftReason,
    tx: Transaction = this.database,
  ): Promise<LeftRow[]> {
    return tx.voiceParticipant.updateManyAndReturn({
      where: { ...who, ...LIVING },
      data: { leftAt: this.clock.now(), leftReason },
      select: LEFT,
    });
  }

  /** Devices that did not come back in time. */
  leaveLost(): Promise<LeftRow[]> {
    const now = this.clock.now();
    return this.database.voiceParticipant.updateManyAndReturn({
      where: { graceUntil: { lte: now }, ...LIVING },
      data: { leftAt: now, leftReason: 'lost' },
      select: LEFT,
    });
  }

  async reasons(peerIds: string[]): Promise<Map<string, VoiceLeftReason>> {
    const rows = await this.database.voiceParticipant.findMany({
      where: { peerId: { in: peerIds } },
      select: { peerId: true, leftReason: true },
    });
    return new Map(rows.flatMap(({ peerId, leftReason }) => (leftReason ? [[peerId, leftReason]] : [])));
  }

  /** Starts the grace period of disconnected devices. @returns them */
  lose(
    which: Pick<Prisma.VoiceParticipantWhereInput, 'connectionId' | 'peerId'>,
    graceS: number,
  ): Promise<LeftRow[]> {
    return this.loseWhere(which, graceS);
  }

  /** The instances whose devices count as there. */
  async instances(): Promise<string[]> {
    const rows = await this.database.voiceParticipant.groupBy({
      by: ['instanceId'],
      where: { graceUntil: null, ...LIVING },
    });
    return rows.map(({ instanceId }) => instanceId);
  }

  /** Starts the grace of the devices of dead instances. */
  loseInstances(dead: string[], graceS: number): Promise<LeftRow[]> {
    return this.loseWhere({ instanceId: { in: dead } }, graceS);
  }

  /** The devices of an instance that count as there. */
  at(instanceId: string): Promise<LeftRow[]> {
    return this.database.voiceParticipant.findMany({
      where: { instanceId, graceUntil: null, ...LIVING },
      select: LEFT,
    });
  }

  /** @returns the state by now, or undefined when the device is not in the channel */
  async setState(
    roomId: string,
    connectionId: string,
    state: Partial<VoiceState>,
  ): Promise<VoiceState | undefined> {
    const [row] = await this.database.voiceParticipant.updateManyAndReturn({
      where: { roomId, connectionId, ...LIVING },
      data: { ...state, revision: { increment: 1 } },
    });
    return row && stateOf(row);
  }

  /** All participants of a channel, or of all channels. */
  async people(
    where: { roomId?: string; userId?: string } = {},
  ): Promise<{ peerId: string; roomId: string; userId: string; isGuest: boolean; speaks: boolean }[]> {
    const rows = await this.database.voiceParticipant.findMany({
      where: { ...where, ...LIVING },
      select: { peerId: true, roomId: true, userId: true, speaks: true, user: { select: { kind: true } } },
    });
    return rows.map(({ user, ...row }) => ({ ...row, isGuest: user.kind === 'guest' }));
  }

  /** Whose device a peer is, also of one that has left. */
  async userOf(peerId: string): Promise<string | undefined> {
    const row = await this.database.voiceParticipant.findUnique({ where: { peerId }, select: LEFT });
    return row?.userId;
  }

  async isIn(userId: string): Promise<boolean> {
    return (await this.database.voiceParticipant.count({ where: { userId, ...LIVING } })) > 0;
  }

  /** Personal data: the channels a user is in, and was in within the last hour. */
  of(userId: string): Promise<object[]> {
    return this.database.voiceParticipant.findMany({
      where: { userId },
      select: {
        joinedAt: true,
        leftAt: true,
        leftReason: true,
        room: { select: { slug: true, name: true } },
      },
      orderBy: { joinedAt: 'asc' },
    });
  }

  async deleteLeft(): Promise<void> {
    const before = new Date(this.clock.nowMs() - KEEP_LEFT_MS);
    await this.database.upkeep.voiceParticipant.deleteMany({ where: { leftAt: { lt: before } } });
  }

  async erase(userId: string, tx: Transaction): Promise<void> {
    await tx.voiceParticipant.deleteMany({ where: { userId } });
  }

  private async comeBack(
    joining: Joining,
    tx: Transaction,
  ): Promise<Omit<Joined, 'participants'> | undefined> {
    const { roomId, userId, connectionId, instanceId, sessionId, peerId, state } = joining;
    const own = await tx.voiceParticipant.findFirst({
      where: { roomId, userId, ...(peerId ? { peerId } : { connectionId }), ...LIVING },
    });
    if (!own) return undefined;
    const isSame = own.connectionId === connectionId && own.graceUntil === null;
    const changes = Object.keys(state).length > 0 && { ...state, revision: { increment: 1 } };
    const back = !isSame && {
      connectionId,
      instanceId,
      sessionId,
      graceUntil: null,
      epoch: { increment: 1 },
    };
    const { epoch } = await tx.voiceParticipant.update({
      where: { peerId: own.peerId },
      data: { ...changes, ...back },
    });
    const left = await this.leave({ roomId, connectionId, peerId: { not: own.peerId } }, 'moved', tx);
    return { peerId: own.peerId, epoch, before: own.connectionId, left };
  }

  private async sitDown(joining: Joining, tx: Transaction): Promise<Omit<Joined, 'participants'>> {
    const { roomId, userId, state, speaks, identity, cap } = joining;
    const { connectionId, instanceId, sessionId } = joining;
    const others = await tx.voiceParticipant.findMany({
      where: { userId, ...LIVING },
      orderBy: { joinedAt: 'asc' },
      select: LEFT,
    });
    const tooMany = Math.max(0, others.length - joining.devicesPerUser + 1);
    const leaving = others.filter(
      (other, i) =>
        i < tooMany || (other.roomId === roomId && identity !== null && other.identity === identity),
    );
    const left = await this.leave({ peerId: { in: leaving.map(({ peerId }) => peerId) } }, 'moved', tx);
    if (cap !== undefined && (await tx.voiceParticipant.count({ where: { roomId, ...LIVING } })) >= cap)
      throw voiceErrors.voice_full();
    const { peerId, epoch } = await tx.voiceParticipant.create({
      data: {
        peerId: randomUUID(),
        roomId,
        userId,
        connectionId,
        instanceId,
        sessionId,
        speaks,
        identity,
        ...state,
      },
    });
    return { peerId, epoch, left };
  }

  private loseWhere(where: Prisma.VoiceParticipantWhereInput, graceS: number): Promise<LeftRow[]> {
    return this.database.voiceParticipant.updateManyAndReturn({
      where: { ...where, graceUntil: null, ...LIVING },
      data: { graceUntil: new Date(this.clock.nowMs() + graceS * 1000) },
      select: LEFT,
    });
  }

  private async findIn(roomIds: string[], tx: Transaction): Promise<Map<string, Participant[]>> {
    const rows = await tx.voiceParticipant.findMany({
      where: { roomId: { in: roomIds }, ...LIVING },
      include: { user: { select: { username: true } } },
      orderBy: [{ joinedAt: 'asc' }, { peerId: 'asc' }],
    });
    const found = new Map(roomIds.map((id) => [id, [] as Participant[]]));
    for (const row of rows) found.get(row.roomId)?.push(toParticipant(row));
    return found;
  }
}
