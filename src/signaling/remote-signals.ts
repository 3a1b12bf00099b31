import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Log } from '../platform/log/log.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { eventFrame } from '../realtime/frames/hot-events.service.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import type { Connection } from '../realtime/socket.connection.js';
import { type Admission, admissionOf, peerSocketRoom } from './admission.js';
import { epochOf } from './sent-log.js';
import { SignalRecovery } from './signal-recovery.js';
import { SIGNAL_SEQ } from './signaling.protocol.js';

const SIGNAL = 'signals';
const HEARD = 'signals-heard';
const ASK_EVERY_MS = 1000;
/** Seconds that the other instance is asked whether it has all, at first every time; then nobody seems to be there. */
const ASKED_FOR_S = 600;
const OFTEN_FOR_S = 10;
const SELDOM_S = 10;
/** How many times missing signals are requested before they count as lost. */
const MAX_TRIES = 3;

interface Pair {
  groupId: string;
  from: string;
  to: string;
}

/** A signal for a device of another instance; without a body only how far its sender has come. */
interface RemoteSignal extends Pair {
  seq: number;
  /** The number of the one before it from this sender to this peer, where that is known. */
  prev?: number;
  body?: { key: string; text: string };
}

interface Pending {
  pair: Pair;
  seq: number;
  asked: number;
}

/**
 * Signals from instance to instance. The bus may lose them, late ones and the last ones too. So each names its predecessor: a
 * receiving instance that misses one delivers nothing newer before it has fetched it from the sender's log. The sending one
 * checks a moment later whether the last one has arrived.
 */
@Injectable()
export class RemoteSignals implements OnApplicationBootstrap {
  /** Of which the other instance has not said that it has all. */
  private readonly pending = new Map<string, Pending>();

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly recovery: SignalRecovery,
    private readonly realtime: RealtimeService,
    private readonly schedule: Schedule,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe<RemoteSignal>(SIGNAL, (signal) => this.take(signal));
    await this.bus.subscribe<Pair & { seq: number }>(HEARD, (heard) => this.confirm(heard));
    this.schedule.every(ASK_EVERY_MS, 'signals could not be asked for', () => this.ask(), 'debug');
  }

  /** Whether the bus to other instances works at the moment, as far as is known. */
  get reachable(): boolean {
    return this.bus.reachable;
  }

  send(pair: Pair, seq: number, prev: number | undefined, key: string, text: string): void {
    this.pending.set(idOf(pair), { pair, seq, asked: 0 });
    this.bus
      .publishToOthers(SIGNAL, { ...pair, seq, prev, body: { key, text } } satisfies RemoteSignal)
      .catch((error: unknown) => this.log.warn('a signal could not be sent to other instances', { error }));
  }

  /** Drops the state of this group, or of this peer of it. */
  evict(groupId: string, peerId?: string): void {
    for (const [id, { pair }] of this.pending)
      if (pair.groupId === groupId && (peerId === undefined || pair.to === peerId || pair.from === peerId))
        this.pending.delete(id);
  }

  private async ask(): Promise<void> {
    for (const [id, one] of this.pending) {
      one.asked += 1;
      if (one.asked > OFTEN_FOR_S && one.asked % SELDOM_S !== 0) continue;
      if (one.asked > ASKED_FOR_S) this.pending.delete(id);
      await this.bus.publishToOthers(SIGNAL, { ...one.pair, seq: one.seq } satisfies RemoteSignal);
    }
  }

  private confirm({ seq, ...pair }: Pair & { seq: number }): void {
    const id = idOf(pair);
    const one = this.pending.get(id);
    if (one && one.seq <= seq) this.pending.delete(id);
  }

  private async take({ seq, prev, body, ...pair }: RemoteSignal): Promise<void> {
    const connection = this.realtime.localMember(peerSocketRoom(pair.groupId, pair.to));
    const admission = connection && admissionOf(connection, pair.groupId);
    if (!admission) return;
    const heard = admission.heard.get(pair.from) ?? (admission.isFirst ? 0 : undefined);
    const isNext = body !== undefined && (prev === undefined || prev <= (heard ?? seq));
    if (heard === undefined || heard < seq) {
      if (body && isNext && !admission.fetching?.has(pair.from)) {
        admission.heard.set(pair.from, seq);
        const shownSeq = connection.has(SIGNAL_SEQ) ? seq : undefined;
        connection.write(eventFrame('signal', pair.groupId, pair.from, shownSeq, body.key, body.text));
      } else if (heard === undefined) admission.heard.set(pair.from, seq);
      else await this.fetch(connection, admission, pair, seq);
    }
    if (!body && (admission.heard.get(pair.from) ?? 0) >= seq)
      await this.bus.publishToOthers(HEARD, { ...pair, seq });
  }

  /** One at a time for each sender; signals that arrive meanwhile are fetched, too. */
  private async fetch(connection: Connection, admission: Admission, pair: Pair, upTo: number): Promise<void> {
    const fetching = (admission.fetching ??= new Map<string, number>());
    const before = fetching.get(pair.from);
    fetching.set(pair.from, Math.max(before ?? 0, upTo));
    if (before !== undefined) return;
    try {
      for (let tries = 0; ; tries += 1) {
        const { dropped } = await this.fetchOnce(connection, admission, pair, upTo);
        const isComplete = (admission.heard.get(pair.from) ?? 0) >= fetching.get(pair.from)!;
        const isOver = !connection.connected || admissionOf(connection, pair.groupId) !== admission;
        if (isComplete || isOver) return;
        if (!dropped && tries < MAX_TRIES) continue;
        // It learns of missing signals when it comes back and says which ones it has.
        return this.realtime.sendBack(connection, 'signals were lost between instances');
      }
    } catch (error) {
      // The sender's instance asks again.
      this.log.warn('signals of another instance could not be fetched', { error });
    } finally {
      fetching.delete(pair.from);
    }
  }

  private async fetchOnce(
    connection: Connection,
    admission: Admission,
    { groupId, from, to }: Pair,
    upTo: number,
  ): Promise<{ dropped: boolean }> {
    const lastSeq = admission.heard.get(from) ?? 0;
    const { missed, dropped } = await this.recovery.missed(groupId, from, to, epochOf(upTo), lastSeq);
    if (dropped) return { dropped };
    for (const { seq = 0, ...signal } of missed) {
      // The device may have caught up by itself meanwhile.
      if (seq <= (admission.heard.get(from) ?? 0)) continue;
      admission.heard.set(from, seq);
      connection.emit('signal', connection.has(SIGNAL_SEQ) ? { ...signal, seq } : signal);
    }
    return { dropped };
  }
}

function idOf({ groupId, from, to }: Pair): string {
  return `${groupId} ${from} ${to}`;
}
