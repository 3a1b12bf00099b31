import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { Events } from '../platform/events/events.js';
import type { WireError } from '../platform/wire/problem.protocol.js';
import { Metrics } from '../platform/metrics/metrics.js';
import {
  type AddressedFrame,
  eventFrame,
  type HotAnswer,
  HotEvents,
} from '../realtime/frames/hot-events.service.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import { type Admission, admissionOf, type KnownPeer, peerSocketRoom } from './admission.js';
import { EarlySignalsService } from './early-signals.service.js';
import { PEER_GROUPS, type PeerGroups } from './peer-groups.js';
import { relayedSignal } from './relay-only.policy.js';
import { RemoteSignals } from './remote-signals.js';
import {
  bodyOf,
  keyOf,
  NOBODY_MEANT,
  refusedBody,
  refusedFields,
  SIGNAL_BODIES,
  type SignalKey,
} from './signal.policy.js';
import { SignalPassed } from './signaling.events.js';
import { signalingErrors } from './signaling.errors.js';
import { type SessionDescription, SIGNAL_SEQ, type SignalIn, type SignalOut } from './signaling.protocol.js';

/** Of the signals of one device that wait for a store, before others are refused. */
const MAX_ASKING_BYTES = 262_144;
const BUSY_MS = 1000;

/** A signal that may pass. */
interface Passing {
  signal: SignalOut;
  key: SignalKey;
  /** Its body. */
  text: string;
}

/**
 * Relays SDP and ICE inside a peer group. Authorization is membership: a device may signal where it was admitted, and
 * only to peers of the same group; no store is asked per message.
 */
@Injectable()
export class SignalRelay implements OnApplicationBootstrap {
  private relayed = 0;
  /** Whether there is a listener for signals. */
  private readonly recordsSignals: boolean;

  constructor(
    @Inject(PEER_GROUPS) private readonly groups: PeerGroups,
    private readonly early: EarlySignalsService,
    private readonly remote: RemoteSignals,
    private readonly realtime: RealtimeService,
    private readonly hot: HotEvents,
    private readonly events: Events,
    metrics: Metrics,
    config: Configuration,
  ) {
    this.recordsSignals = config.calls.signalingLog === 'metadata';
    metrics.countOf('signals_relayed_total', 'Signals passed on to a peer', () => this.relayed);
  }

  onApplicationBootstrap(): void {
    this.hot.register({
      event: 'signal',
      keys: SIGNAL_BODIES,
      takePayload: (connection, payload) => this.relay(connection, payload),
      takeFrame: (connection, frame) => this.relayFrame(connection, frame),
    });
  }

  /** The same as `relay` for a frame in the client's encoding: the body is forwarded as the text that came in. */
  private relayFrame(connection: Connection, frame: AddressedFrame): HotAnswer {
    const { groupId, to, key, value } = frame;
    const refused = refusedBody(key as SignalKey, value);
    if (refused) return platformErrors.validation_failed({ errors: refused }).toWire();
    const admission = admissionOf(connection, groupId);
    const peer = admission && !admission.asking && !admission.relayOnly ? admission.peers.get(to) : undefined;
    const local = peer && !peer.relayOnly && this.realtime.localMember(peer.socketRoom);
    if (!local) return this.relay(connection, { groupId, to, [key]: value }, frame.valueText);
    const { peerId, sent } = admission!;
    if (this.recordsSignals) this.recordSignal(groupId, peerId, key as SignalKey, value);
    // Not `to`: it is a piece of the frame and would keep it alive.
    const seq = sent.push(peer.peerId, key, frame.valueText);
    const shownSeq = local.has(SIGNAL_SEQ) ? seq : undefined;
    local.write(eventFrame('signal', groupId, peerId, shownSeq, key, frame.valueText));
    this.relayed += 1;
    return null;
  }

  /** @param text the body as it came, where that is known */
  private relay(connection: Connection, payload: unknown, text?: string): HotAnswer {
    const refused = refusedFields(payload);
    if (refused) return platformErrors.validation_failed({ errors: refused }).toWire();
    const given = payload as SignalOut;
    const admission = admissionOf(connection, given.groupId);
    if (!admission) return signalingErrors.not_in_group().toWire();
    if (admission.addressed && given.to === undefined)
      return platformErrors.validation_failed({ errors: NOBODY_MEANT }).toWire();
    const signal = admission.relayOnly ? relayedSignal(given) : given;
    if (!signal) return null;
    const key = keyOf(signal);
    const isAsItCame = signal === given && text !== undefined;
    const passing = { signal, key, text: isAsItCame ? text : JSON.stringify(signal[key]) };
    const peer = signal.to === undefined || admission.asking ? undefined : admission.peers.get(signal.to);
    if (!peer) return this.queue(admission, passing);
    const passed = peer.relayOnly ? withoutIps(passing) : passing;
    return passed ? this.deliver(admission, peer, passed) : null;
  }

  /** Signals of one device stay in order: while one waits for a store, those after it wait too. */
  private queue(admission: Admission, passing: Passing): HotAnswer {
    const { length } = passing.text;
    if (admission.asking && admission.askingBytes + length > MAX_ASKING_BYTES)
      return platformErrors.service_unavailable({ retryAfterMs: BUSY_MS }).toWire();
    admission.askingBytes += length;
    const relay = () => {
      admission.askingBytes -= length;
      const { to } = passing.signal;
      return to === undefined
        ? this.relayEarly(admission, passing)
        : this.relayAfterAsking(admission, passing, to);
    };
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
    passing: Passing,
    to: string,
  ): Promise<WireError | null> {
    const { groupId } = passing.signal;
    const { peers, sent } = admission;
    const { lookupCount } = sent;
    const status = await this.groups.find(groupId, to);
    if (status === 'gone') return signalingErrors.peer_gone().toWire();
    const relayOnly = (await admission.hidesFrom?.(to)) ?? false;
    // It came back during the look-up, and has received the kept signals.
    if (status === 'away' && lookupCount !== sent.lookupCount)
      return this.relayAfterAsking(admission, passing, to);
    const passed = relayOnly ? withoutIps(passing) : passing;
    if (status === 'away') {
      if (passed) sent.push(to, passed.key, passed.text, true);
      return null;
    }
    const peer = { peerId: to, socketRoom: peerSocketRoom(groupId, to), relayOnly, ...status };
    // Into another map than the present one when it is to be asked again since.
    peers.set(to, peer);
    return passed ? this.deliver(admission, peer, passed) : null;
  }

  private async relayEarly(admission: Admission, passing: Passing): Promise<WireError | null> {
    const { signal, key } = passing;
    const { groupId } = signal;
    const kept = await this.early.keep({ groupId, from: admission.peerId, ...bodyOf(signal) });
    if (kept === 'full') return signalingErrors.too_many_early_signals().toWire();
    if (kept !== 'kept') return this.relayAfterAsking(admission, passing, kept.answeredBy);
    if (this.recordsSignals) this.recordSignal(groupId, admission.peerId, key, signal[key]);
    return null;
  }

  /** Records that a signal was sent, never its content. */
  private recordSignal(groupId: string, peerId: string, key: SignalKey, value: unknown): void {
    const type = key === 'description' ? (value as SessionDescription).type : 'candidate';
    this.events.publish(new SignalPassed(groupId, peerId, type));
  }

  private deliver(
    { peerId, sent }: Admission,
    peer: KnownPeer,
    { signal, key, text }: Passing,
  ): WireError | null {
    const { groupId } = signal;
    const local = this.realtime.localMember(peer.socketRoom);
    // A signal that certainly does not arrive is not acknowledged as delivered.
    if (!local && !this.remote.reachable)
      return platformErrors.service_unavailable({ retryAfterMs: BUSY_MS }).toWire();
    if (this.recordsSignals) this.recordSignal(groupId, peerId, key, signal[key]);
    const prev = sent.latestTo(peer.peerId);
    const seq = sent.push(peer.peerId, key, text);
    this.relayed += 1;
    if (local) {
      const shownSeq = peer.wantsSeq ? seq : undefined;
      local.write(eventFrame('signal', groupId, peerId, shownSeq, key, text));
    } else if (peer.chained)
      this.remote.send({ groupId, from: peerId, to: peer.peerId }, seq, prev, key, text);
    else {
      const relayed: SignalIn = { groupId, from: peerId, ...(peer.wantsSeq && { seq }), [key]: signal[key] };
      this.realtime.toSocketRoom(peer.socketRoom, 'signal', relayed);
    }
    return null;
  }
}

/** The same where media goes through TURN only, or undefined when nothing of it may pass. */
function withoutIps({ signal, key }: Passing): Passing | undefined {
  const passed = relayedSignal(signal);
  return passed && { signal: passed, key, text: JSON.stringify(passed[key]) };
}
