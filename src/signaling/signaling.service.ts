import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Configuration } from '../platform/config/configuration.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { Events } from '../platform/events/events.js';
import type { WireError } from '../platform/http/problem.protocol.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Schedule } from '../platform/schedule/schedule.js';
import {
  type AddressedFrame,
  eventFrame,
  type HotAnswer,
  HotEvents,
} from '../realtime/hot-events.service.js';
import { InstanceForgotten } from '../realtime/realtime.events.js';
import { monotonicMs } from '../platform/schedule/monotonic.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import { type Admission, admissionOf, type KnownPeer, type Terms } from './admission.js';
import { EarlySignalsService } from './early-signals.service.js';
import { PEER_GROUPS, type PeerGroups } from './peer-groups.js';
import {
  bodyOf,
  keyOf,
  NOBODY_MEANT,
  refusedBody,
  refusedFields,
  SIGNAL_BODIES,
  type SignalKey,
} from './signal.policy.js';
import { relayedSignal } from './relay-only.policy.js';
import { type Recovery, SignalRecovery } from './signal-recovery.js';
import { SignalPassed } from './signaling.events.js';
import { signalingErrors } from './signaling.errors.js';
import type { SessionDescription, SignalIn, SignalOut } from './signaling.protocol.js';

const LEFT = 'group-left';
/** Groups outlive their keys in Redis unless somebody says that they are there. */
const ENTER_AGAIN_MS = 3_600_000;
const GROUPS = 10_000;

interface Left {
  groupId: string;
  /** Absent: the whole group is closed. */
  gone?: { peerId: string; connectionId: string; forGood?: boolean };
}

const groupRoom = (groupId: string) => `group:${groupId}`;
const peerRoom = (groupId: string, peerId: string) => `group:${groupId}:${peerId}`;

/**
 * Relays SDP and ICE inside a peer group. Authorization is membership: a device may signal where it was admitted, and
 * only to peers of the same group; no store is asked per message.
 */
@Injectable()
export class SignalingService implements OnApplicationBootstrap {
  private relayed = 0;
  /** Calls' groups that were closed lately: who is let in late must not open them again. */
  private readonly closed = new LRUCache<string, true>({ max: GROUPS });
  /** Whether anybody wants to know that something was signalled. */
  private readonly tells: boolean;

  constructor(
    @Inject(PEER_GROUPS) private readonly groups: PeerGroups,
    private readonly recovery: SignalRecovery,
    private readonly early: EarlySignalsService,
    private readonly realtime: RealtimeService,
    private readonly hot: HotEvents,
    @Inject(BUS) private readonly bus: Bus,
    private readonly events: Events,
    private readonly schedule: Schedule,
    private readonly log: Log,
    metrics: Metrics,
    config: Configuration,
  ) {
    this.tells = config.signalingLog === 'metadata';
    metrics.countOf('signals_relayed_total', 'Signals passed on to a peer', () => this.relayed);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.hot.register({
      event: 'signal',
      keys: SIGNAL_BODIES,
      takePayload: (connection, payload) => this.relay(connection, payload),
      takeFrame: (connection, frame) => this.relayFrame(connection, frame),
    });
    await this.bus.subscribe<Left>(LEFT, (left) => this.forget(left));
    this.events.on(InstanceForgotten, () => this.enterAgain());
    this.schedule.every(ENTER_AGAIN_MS, 'groups could not be kept', () => this.enterAgain());
  }

  /**
   * Lets a device of this instance signal in a group under a peer id, for the `epoch`th time again.
   * @returns false when the group was closed meanwhile
   */
  async admit(connection: Connection, groupId: string, peerId: string, terms: Terms): Promise<boolean> {
    const { epoch = 0, relayOnly, addressed = false } = terms;
    const sent = this.recovery.open(groupId, peerId, epoch);
    const known = { peers: new Map<string, KnownPeer>(), sent, iceIssuedAtMs: monotonicMs() };
    connection.admit(groupId, { peerId, relayOnly, addressed, ...known } satisfies Admission);
    connection.join([groupRoom(groupId), peerRoom(groupId, peerId)]);
    await this.groups.enter(groupId, peerId, connection.id, connection.wantsSeq);
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
    await this.tellLeft(groupId, peerId, connectionId);
  }

  /** The peer lost this connection and may come back: until then signals to it are kept. */
  async lose(groupId: string, peerId: string, connectionId: string): Promise<void> {
    await this.groups.lose(groupId, peerId, connectionId);
    await this.tellLeft(groupId, peerId, connectionId);
  }

  /** The peer has left for good; from now on it may not signal and nobody may signal to it. */
  async expel(groupId: string, peerId: string, connectionId: string): Promise<void> {
    const left: Left = { groupId, gone: { peerId, connectionId, forGood: true } };
    this.forget(left);
    try {
      await this.groups.drop(groupId, peerId);
      await this.bus.publish(LEFT, left);
    } catch (error) {
      this.log.warn('a peer could not be taken out of its group everywhere', { error });
    }
  }

  /** A device of this instance may not signal in the group any more; what becomes of its peer is decided elsewhere. */
  withdraw(connection: Connection, groupId: string): void {
    const admission = admissionOf(connection, groupId);
    if (admission) connection.leave([groupRoom(groupId), peerRoom(groupId, admission.peerId)]);
    connection.dismiss(groupId);
  }

  private async tellLeft(groupId: string, peerId: string, connectionId: string): Promise<void> {
    await this.bus.publish(LEFT, { groupId, gone: { peerId, connectionId } } satisfies Left);
  }

  /** What a peer that came back has missed of another's signals; see `SignalRecovery`. */
  missed(groupId: string, from: string, to: string, epochs: number, lastSeq?: number): Promise<Recovery> {
    return this.recovery.missed(groupId, from, to, epochs, lastSeq);
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
    const admission = admissionOf(connection, groupId);
    const peer = admission && !admission.asking && !admission.relayOnly ? admission.peers.get(to) : undefined;
    const local = peer && this.realtime.localMember(peer.room);
    if (!local) return this.relay(connection, { groupId, to, [key]: value });
    const { peerId, sent } = admission!;
    if (this.tells) this.tell(groupId, peerId, key as SignalKey, value);
    // Not `to`: it is a piece of the frame and would keep it alive.
    const seq = sent.push(peer.peerId, key, frame.valueText, undefined);
    const shownSeq = local.wantsSeq ? seq : undefined;
    local.write(eventFrame('signal', groupId, peerId, shownSeq, key, frame.valueText));
    this.relayed += 1;
    return null;
  }

  private relay(connection: Connection, payload: unknown): HotAnswer {
    const refused = refusedFields(payload);
    if (refused) return platformErrors.validation_failed({ errors: refused }).toWire();
    const given = payload as SignalOut;
    const admission = admissionOf(connection, given.groupId);
    if (!admission) return signalingErrors.not_in_group().toWire();
    if (admission.addressed && given.to === undefined)
      return platformErrors.validation_failed({ errors: NOBODY_MEANT }).toWire();
    const signal = admission.relayOnly ? relayedSignal(given) : given;
    if (!signal) return null;
    const peer = signal.to === undefined || admission.asking ? undefined : admission.peers.get(signal.to);
    if (!peer) return this.queue(admission, signal);
    this.deliver(admission, peer, signal);
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
    const { questions } = admission.sent;
    const whereabouts = await this.groups.find(signal.groupId, to);
    if (whereabouts === 'gone') return signalingErrors.peer_gone().toWire();
    // It came back while we asked, and has been handed what was kept so far.
    if (whereabouts === 'away' && questions !== admission.sent.questions)
      return this.relayAfterAsking(admission, signal, to);
    if (whereabouts === 'away') this.keep(admission, to, signal);
    else {
      const peer = { peerId: to, room: peerRoom(signal.groupId, to), wantsSeq: whereabouts.wantsSeq };
      admission.peers.set(to, peer);
      this.deliver(admission, peer, signal);
    }
    return null;
  }

  private async relayEarly(admission: Admission, signal: SignalOut): Promise<WireError | null> {
    const { groupId } = signal;
    const kept = await this.early.keep({ groupId, from: admission.peerId, ...bodyOf(signal) });
    if (kept === 'full') return signalingErrors.too_many_early_signals().toWire();
    if (kept !== 'kept') return this.relayAfterAsking(admission, signal, kept.answeredBy);
    const key = keyOf(signal);
    if (this.tells) this.tell(groupId, admission.peerId, key, signal[key]);
    return null;
  }

  private keep({ sent }: Admission, to: string, signal: SignalOut): void {
    const key = keyOf(signal);
    sent.push(to, key, undefined, signal[key], true);
  }

  /** That, and never what, was signalled. */
  private tell(groupId: string, peerId: string, key: SignalKey, value: unknown): void {
    const type = key === 'description' ? (value as SessionDescription).type : 'candidate';
    this.events.publish(new SignalPassed(groupId, peerId, type));
  }

  private deliver({ peerId, sent }: Admission, peer: KnownPeer, signal: SignalOut): void {
    const { groupId } = signal;
    const key = keyOf(signal);
    if (this.tells) this.tell(groupId, peerId, key, signal[key]);
    const seq = sent.push(peer.peerId, key, undefined, signal[key]);
    const relayed: SignalIn = { groupId, from: peerId, ...(peer.wantsSeq && { seq }), [key]: signal[key] };
    const local = this.realtime.localMember(peer.room);
    this.relayed += 1;
    if (local) local.emit('signal', relayed);
    else this.realtime.toRoom(peer.room, 'signal', relayed);
  }

  /** Who is in a group is known here, too: by the connections that were let in. */
  private async enterAgain(): Promise<void> {
    for (const connection of this.realtime.localConnections()) {
      for (const groupId of connection.groupIds) {
        const admission = admissionOf(connection, groupId);
        if (admission) await this.groups.enter(groupId, admission.peerId, connection.id, connection.wantsSeq);
      }
    }
  }

  private forget({ groupId, gone }: Left): void {
    this.early.forget(groupId, gone?.peerId);
    if (gone === undefined) {
      this.closed.set(groupId, true);
      this.recovery.closeGroup(groupId);
    } else if (gone.forGood) this.recovery.closePeer(groupId, gone.peerId);
    for (const connection of this.realtime.localMembers(groupRoom(groupId))) {
      const admission = admissionOf(connection, groupId);
      // The same connection may have been let in again meanwhile, as another peer.
      const isIt = connection.id === gone?.connectionId && admission?.peerId === gone.peerId;
      if (gone === undefined || isIt) this.withdraw(connection, groupId);
      else admission?.peers.delete(gone.peerId);
    }
  }
}
