import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CallSettingsService } from '../calls/settings/call-settings.service.js';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Events } from '../platform/events/events.js';
import type { Connection } from '../realtime/socket.connection.js';
import { HiddenPeers } from '../signaling/hidden-peers.service.js';
import { IceServersService } from '../signaling/ice-servers.service.js';
import { type IceServers, SIGNAL_SEQ } from '../signaling/signaling.protocol.js';
import { SignalingService } from '../signaling/signaling.service.js';
import { BlocksService } from '../users/blocks.service.js';
import { BlockChanged } from '../users/users.events.js';
import type { LastSeq, VoiceJoinAck } from './voice.protocol.js';
import { type Joined, VoiceStore } from './voice.store.js';

const BLOCKS = 'voice-blocks';

interface BlocksChange {
  userIds: string[];
}

export type Recovery = Pick<VoiceJoinAck, 'missed' | 'unrecovered'>;

/** Devices of a channel send their media to each other; they signal over the same relay as calls. */
@Injectable()
export class VoiceMesh implements OnApplicationBootstrap {
  constructor(
    private readonly store: VoiceStore,
    private readonly settings: CallSettingsService,
    private readonly signaling: SignalingService,
    private readonly iceServers: IceServersService,
    private readonly hiddenPeers: HiddenPeers,
    private readonly blocks: BlocksService,
    private readonly events: Events,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe<BlocksChange>(BLOCKS, ({ userIds }) => this.hiddenPeers.askAgainFor(userIds));
    this.events.on(BlockChanged, ({ blockerId, blockedId }) => this.publishBlocks([blockerId, blockedId]));
    this.iceServers.register((userId) => this.store.isIn(userId));
  }

  isRelayOnly(userId: string): Promise<boolean> {
    return this.settings.isRelayOnly(userId);
  }

  iceServersFor(userId: string): IceServers['iceServers'] {
    return this.iceServers.for(userId).iceServers;
  }

  async admit(
    connection: Connection,
    roomId: string,
    { peerId, epoch, before }: Joined,
    relayOnly: boolean,
  ): Promise<void> {
    const { userId } = connection.principal;
    const hidesFrom = (to: string) => this.isBlockedBetween(userId, to);
    await this.signaling.admit(connection, roomId, peerId, { epoch, relayOnly, addressed: true, hidesFrom });
    // The old connection may still look alive.
    if (before && before !== connection.id) await this.signaling.dismiss(roomId, peerId, before);
  }

  /** Two users of whom one has blocked the other are in one channel: neither may learn the other's IP address. */
  private async isBlockedBetween(userId: string, peerId: string): Promise<boolean> {
    const otherId = await this.store.userOf(peerId);
    return otherId !== undefined && otherId !== userId && (await this.blocks.isBetween(userId, otherId));
  }

  private async publishBlocks(userIds: string[]): Promise<void> {
    this.hiddenPeers.askAgainFor(userIds);
    await this.bus.publish(BLOCKS, { userIds } satisfies BlocksChange);
  }

  /** The signals of each of the others while the device was disconnected. */
  async missed(
    connection: Connection,
    roomId: string,
    { peerId, participants }: Joined,
    lastSeqs: LastSeq[] = [],
  ): Promise<Recovery> {
    const seen = new Map(lastSeqs.map((last) => [last.peerId, last.seq]));
    const recoveries = await Promise.all(
      participants
        .filter((participant) => participant.peerId !== peerId)
        .map(async ({ peerId: from, epoch }) => ({
          from,
          ...(await this.signaling.missed(roomId, from, peerId, epoch, seen.get(from))),
        })),
    );
    const missed = recoveries.flatMap((one) => one.missed);
    return {
      missed: connection.has(SIGNAL_SEQ) ? missed : missed.map(({ seq: _, ...signal }) => signal),
      unrecovered: recoveries.filter(({ recovered }) => !recovered).map(({ from }) => from),
    };
  }
}
