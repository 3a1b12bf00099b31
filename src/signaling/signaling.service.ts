import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { Events } from '../platform/events/events.js';
import type { WireError } from '../platform/http/problem.protocol.js';
import { Log } from '../platform/log/log.js';
import {
  type AddressedFrame,
  eventFrame,
  type HotAnswer,
  HotEvents,
} from '../realtime/hot-events.service.js';
import { InstanceForgotten } from '../realtime/realtime.events.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Admission, Connection } from '../realtime/socket.connection.js';
import { PEER_GROUPS, type PeerGroups } from './peer-groups.js';
import { bodyOf, refusedBody, refusedFields, SIGNAL_BODIES, type SignalKey } from './signal.policy.js';
import { signalingErrors } from './signaling.errors.js';
import type { SignalBody, SignalIn, SignalOut } from './signaling.protocol.js';

const LEFT = 'group-left';

interface Left {
  groupId: string;
  /** Absent: the whole group is closed. */
  gone?: { peerId: string; connectionId: string };
}

const groupRoom = (groupId: string) => `group:${groupId}`;
const peerRoom = (groupId: string, peerId: string) => `group:${groupId}:${peerId}`;

/**
 * Relays SDP and ICE inside a peer group. Authorization is membership: a device may signal where it was admitted, and
 * only to peers of the same group; no store is asked per message.
 */
@Injectable()
export class SignalingService implements OnApplicationBootstrap {
  constructor(
    @Inject(PEER_GROUPS) private readonly groups: PeerGroups,
    private readonly realtime: RealtimeService,
    private readonly hot: HotEvents,
    @Inject(BUS) private readonly bus: Bus,
    private readonly events: Events,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.hot.register({
      event: 'signal',
      keys: SIGNAL_BODIES,
      takePayload: (connection, payload) => this.relay(connection, payload),
      takeFrame: (connection, frame) => this.relayFrame(connection, frame),
    });
    await this.bus.subscribe<Left>(LEFT, (left) => this.forget(left));
    this.events.on(InstanceForgotten, () => this.enterAgain());
  }

  /** Lets a device of this instance signal in a group under a peer id. */
  async admit(connection: Connection, groupId: string, peerId: string): Promise<void> {
    connection.admit(groupId, peerId);
    connection.join([groupRoom(groupId), peerRoom(groupId, peerId)]);
    await this.groups.enter(groupId, peerId, connection.id);
    if (!connection.connected) await this.dismiss(groupId, peerId, connection.id);
  }

  /** What was signalled before anybody answered, handed to the peer who did; later early signals go straight there. */
  takeEarly(groupId: string, peerId: string): Promise<SignalIn[]> {
    return this.groups.takeEarly(groupId, peerId);
  }

  /** Keeps a caller's first offer for whoever answers. */
  async keepEarly(groupId: string, from: string, body: SignalBody): Promise<void> {
    await this.groups.keepEarly(groupId, { groupId, from, ...body });
  }

  /**
   * The peer is not to be reached through this connection any longer; unless it has come back through another,
   * signals to it are answered `peer_gone`.
   */
  async dismiss(groupId: string, peerId: string, connectionId: string): Promise<void> {
    await this.groups.exit(groupId, peerId, connectionId);
    await this.bus.publish(LEFT, { groupId, gone: { peerId, connectionId } } satisfies Left);
  }

  /** Nobody may signal in this group any more. */
  async closeGroup(groupId: string): Promise<void> {
    this.forget({ groupId });
    try {
      await this.groups.close(groupId);
      await this.bus.publish(LEFT, { groupId } satisfies Left);
    } catch (error) {
      // Redis is away, and with it the other instances' signals; the group's keys expire by themselves.
      this.log.warn('a peer group could not be closed everywhere', { error });
    }
  }

  /** The same as `relay` for a frame as clients write it: the body goes on as the text that came in. */
  private relayFrame(connection: Connection, frame: AddressedFrame): HotAnswer {
    const { groupId, to, key, value } = frame;
    const refused = refusedBody(key as SignalKey, value);
    if (refused) return platformErrors.validation_failed({ errors: refused }).toWire();
    const admission = connection.admission(groupId);
    const local =
      admission && !admission.asking && admission.peers.has(to)
        ? this.realtime.localMember(peerRoom(groupId, to))
        : undefined;
    if (!local) return this.relay(connection, { groupId, to, [key]: value });
    local.write(eventFrame('signal', groupId, admission!.peerId, key, frame.valueText));
    return null;
  }

  private relay(connection: Connection, payload: unknown): HotAnswer {
    const refused = refusedFields(payload);
    if (refused) return platformErrors.validation_failed({ errors: refused }).toWire();
    const signal = payload as SignalOut;
    const admission = connection.admission(signal.groupId);
    if (!admission) return signalingErrors.not_in_group().toWire();
    if (signal.to === undefined || admission.asking || !admission.peers.has(signal.to))
      return this.queue(admission, signal);
    this.deliver(signal.groupId, admission.peerId, signal.to, signal);
    return null;
  }

  /** Signals of one device stay in order: while one waits for a store, those after it wait too. */
  private queue(admission: Admission, signal: SignalOut): Promise<WireError | null> {
    const relay = () =>
      signal.to === undefined
        ? this.relayEarly(admission, signal)
        : this.relayAfterAsking(admission, signal, signal.to);
    const answer = (admission.asking ?? Promise.resolve()).then(relay);
    const settled = answer.then(
      () => undefined,
      () => undefined,
    );
    admission.asking = settled;
    void settled.then(() => {
      if (admission.asking === settled) admission.asking = undefined;
    });
    return answer;
  }

  /** The first signal to a peer, or one to a peer that left: only here a store is asked. */
  private async relayAfterAsking(
    admission: Admission,
    signal: SignalOut,
    to: string,
  ): Promise<WireError | null> {
    if (!(await this.groups.has(signal.groupId, to))) return signalingErrors.peer_gone().toWire();
    admission.peers.add(to);
    this.deliver(signal.groupId, admission.peerId, to, signal);
    return null;
  }

  private async relayEarly(admission: Admission, signal: SignalOut): Promise<WireError | null> {
    const kept = await this.groups.keepEarly(signal.groupId, {
      groupId: signal.groupId,
      from: admission.peerId,
      ...bodyOf(signal),
    });
    if (kept === 'full') return signalingErrors.too_many_early_signals().toWire();
    if (kept !== 'kept') this.deliver(signal.groupId, admission.peerId, kept.answeredBy, signal);
    return null;
  }

  private deliver(groupId: string, from: string, to: string, signal: SignalOut): void {
    const relayed: SignalIn = { groupId, from, ...bodyOf(signal) };
    const room = peerRoom(groupId, to);
    const local = this.realtime.localMember(room);
    if (local) local.emit('signal', relayed);
    else this.realtime.toRoom(room, 'signal', relayed);
  }

  /** Who is in a group is known here, too: by the connections that were let in. */
  private async enterAgain(): Promise<void> {
    for (const connection of this.realtime.localConnections()) {
      for (const groupId of connection.groupIds) {
        const admission = connection.admission(groupId);
        if (admission) await this.groups.enter(groupId, admission.peerId, connection.id);
      }
    }
  }

  private forget({ groupId, gone }: Left): void {
    for (const connection of this.realtime.localMembers(groupRoom(groupId))) {
      const admission = connection.admission(groupId);
      if (gone === undefined || connection.id === gone.connectionId) {
        if (admission) connection.leave([groupRoom(groupId), peerRoom(groupId, admission.peerId)]);
        connection.dismiss(groupId);
      } else admission?.peers.delete(gone.peerId);
    }
  }
}
