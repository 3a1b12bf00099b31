import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { InstanceUnregistered } from '../realtime/realtime.events.js';
import { monotonicMs } from '../platform/schedule/monotonic.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import {
  type Admission,
  admissionOf,
  type KnownPeer,
  peerSocketRoom,
  type AdmissionOptions,
} from './admission.js';
import { EarlySignalsService } from './early-signals.service.js';
import { PEER_GROUPS, type PeerGroups } from './peer-groups.js';
import { RemoteSignals } from './remote-signals.js';
import { type Recovery, SignalRecovery } from './signal-recovery.js';
import { SIGNAL_SEQ } from './signaling.protocol.js';

const LEFT = 'group-left';
/** Groups outlive their keys in Redis unless the keys are refreshed. */
const ENTER_AGAIN_MS = 3_600_000;
const GROUPS = 10_000;
interface Left {
  groupId: string;
  /** Absent: the whole group is closed. */
  gone?: { peerId: string; connectionId: string; forGood?: boolean };
}

const groupSocketRoom = (groupId: string) => `group:${groupId}`;

/** Admission of devices to peer groups, and the signals they missed. `SignalRelay` relays their signals. */
@Injectable()
export class SignalingService implements OnApplicationBootstrap {
  /** Groups of calls that were closed lately: a late admission must not open them again. */
  private readonly closed = new LRUCache<string, true>({ max: GROUPS });

  constructor(
    @Inject(PEER_GROUPS) private readonly groups: PeerGroups,
    private readonly recovery: SignalRecovery,
    private readonly early: EarlySignalsService,
    private readonly remote: RemoteSignals,
    private readonly realtime: RealtimeService,
    @Inject(BUS) private readonly bus: Bus,
    private readonly events: Events,
    private readonly schedule: Schedule,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe<Left>(LEFT, (left) => this.applyDeparture(left));
    this.events.on(InstanceUnregistered, () => this.enterAgain());
    this.schedule.every(ENTER_AGAIN_MS, 'groups could not be kept', () => this.enterAgain());
  }

  /**
   * Lets a device of this instance signal in a group under a peer id, for the `epoch`th time again.
   * @returns false when the group was closed meanwhile
   */
  async admit(
    connection: Connection,
    groupId: string,
    peerId: string,
    options: AdmissionOptions,
  ): Promise<boolean> {
    const { epoch = 0, relayOnly, addressed = false, hidesFrom } = options;
    const sent = this.recovery.open(groupId, peerId, epoch);
    connection.admit(groupId, {
      peerId,
      relayOnly,
      addressed,
      hidesFrom,
      sent,
      peers: new Map<string, KnownPeer>(),
      heard: new Map<string, number>(),
      isFirst: epoch === 0,
      iceIssuedAtMs: monotonicMs(),
      askingBytes: 0,
    } satisfies Admission);
    connection.join([groupSocketRoom(groupId), peerSocketRoom(groupId, peerId)]);
    await this.groups.enter(groupId, peerId, connection.id, connection.has(SIGNAL_SEQ));
    if (!connection.connected) await this.lose(groupId, peerId, connection.id);
    if (addressed || !this.closed.has(groupId)) return true;
    await this.closeGroup(groupId);
    return false;
  }

  /**
   * The peer is not to be reached through this connection any longer; unless it has come back through another,
   * signals to it are answered `peer_gone`.
   */
  async dismiss(groupId: string, peerId: string, connectionId: string): Promise<void> {
    await this.groups.exit(groupId, peerId, connectionId);
    await this.publishLeft(groupId, peerId, connectionId);
  }

  /** The peer lost this connection and may come back: until then signals to it are kept. */
  async lose(groupId: string, peerId: string, connectionId: string): Promise<void> {
    await this.groups.lose(groupId, peerId, connectionId);
    await this.publishLeft(groupId, peerId, connectionId);
  }

  /** The peer has left for good; from now on it may not signal and nobody may signal to it. */
  async expel(groupId: string, peerId: string, connectionId: string): Promise<void> {
    const left: Left = { groupId, gone: { peerId, connectionId, forGood: true } };
    this.applyDeparture(left);
    try {
      await this.groups.drop(groupId, peerId);
      await this.bus.publish(LEFT, left);
    } catch (error) {
      this.log.warn('a peer could not be taken out of its group everywhere', { error });
    }
  }

  /** A device of this instance may no longer signal in the group; the fate of its peer is decided elsewhere. */
  withdraw(connection: Connection, groupId: string): void {
    const admission = admissionOf(connection, groupId);
    if (admission) connection.leave([groupSocketRoom(groupId), peerSocketRoom(groupId, admission.peerId)]);
    connection.dismiss(groupId);
  }

  private async publishLeft(groupId: string, peerId: string, connectionId: string): Promise<void> {
    await this.bus.publish(LEFT, { groupId, gone: { peerId, connectionId } } satisfies Left);
  }

  /** The signals of one peer that a returning one has missed; see `SignalRecovery`. */
  async missed(
    groupId: string,
    from: string,
    to: string,
    epochs: number,
    lastSeq?: number,
  ): Promise<Recovery> {
    const found = await this.recovery.missed(groupId, from, to, epochs, lastSeq);
    const local = this.realtime.localMember(peerSocketRoom(groupId, to));
    const heard = local && admissionOf(local, groupId)?.heard;
    const last = found.missed.at(-1)?.seq ?? lastSeq ?? 0;
    // A device that learns that signals are missing starts over with the next one.
    if (found.recovered) heard?.set(from, Math.max(heard.get(from) ?? 0, last));
    else heard?.delete(from);
    return found;
  }

  /** Closes the group to all signals. */
  async closeGroup(groupId: string): Promise<void> {
    this.applyDeparture({ groupId });
    try {
      await this.groups.close(groupId);
      await this.bus.publish(LEFT, { groupId } satisfies Left);
    } catch (error) {
      // Redis is away, and with it the other instances' signals; the group's keys expire by themselves.
      this.log.warn('a peer group could not be closed everywhere', { error });
    }
  }

  /** The members of a group are known here, too: by the admitted connections. */
  private async enterAgain(): Promise<void> {
    for (const connection of this.realtime.localConnections()) {
      for (const groupId of connection.groupIds) {
        const admission = admissionOf(connection, groupId);
        if (admission)
          await this.groups.enter(groupId, admission.peerId, connection.id, connection.has(SIGNAL_SEQ));
      }
    }
  }

  private applyDeparture({ groupId, gone }: Left): void {
    this.early.evict(groupId, gone?.peerId);
    if (gone === undefined || gone.forGood) this.remote.evict(groupId, gone?.peerId);
    if (gone === undefined) {
      this.closed.set(groupId, true);
      this.recovery.closeGroup(groupId);
    } else if (gone.forGood) this.recovery.closePeer(groupId, gone.peerId);
    for (const connection of this.realtime.localMembers(groupSocketRoom(groupId))) {
      const admission = admissionOf(connection, groupId);
      // The same connection may have been let in again meanwhile, as another peer.
      const isIt = connection.id === gone?.connectionId && admission?.peerId === gone.peerId;
      if (gone === undefined || isIt) this.withdraw(connection, groupId);
      else admission?.peers.delete(gone.peerId);
    }
  }
}
