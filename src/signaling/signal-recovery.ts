import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { epochOf, type SentEntry, SentLog } from './sent-log.js';
import type { SignalBody, SignalIn } from './signaling.protocol.js';

const QUESTION = 'signals-missed';
const ANSWER = 'signals-found';
const WAIT_MS = 1000;
const GROUPS = 10_000;

interface Question {
  id: string;
  groupId: string;
  from: string;
  to: string;
  lastSeq?: number;
}

interface Found {
  id: string;
  instanceId: string;
  signals: (SignalBody & { seq: number })[];
  complete: boolean;
  epochs: number[];
}

export interface Recovery {
  missed: SignalIn[];
  /** Whether these are certainly all. */
  recovered: boolean;
  /** Whether some are certainly lost. */
  dropped: boolean;
}

interface Asked {
  found: Map<string, Found>;
  /** Whether there is nothing left to wait for. */
  isEnough: (found: Found[]) => boolean;
  done: () => void;
}

/**
 * The signals a device missed while it was disconnected. The instance that relays for a sender keeps its latest signals; a
 * returning device requests them from all instances. The log of an instance that died is lost: then the answer says so.
 */
@Injectable()
export class SignalRecovery implements OnApplicationBootstrap {
  /** By group, then by peer. */
  private readonly logs = new LRUCache<string, Map<string, SentLog>>({ max: GROUPS });
  private readonly asked = new Map<string, Asked>();

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly realtime: RealtimeService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe<Found>(ANSWER, (found) => this.collect(found));
    await this.bus.subscribe<Question>(QUESTION, (question) => this.answer(question));
  }

  /** The log of a device that was admitted, for the `epoch`th time again. */
  open(groupId: string, peerId: string, epoch: number): SentLog {
    const group = this.logs.get(groupId) ?? new Map<string, SentLog>();
    const log = (group.get(peerId) ?? new SentLog()).begin(epoch);
    this.logs.set(groupId, group.set(peerId, log));
    return log;
  }

  /** Also of devices that have disconnected. */
  closeGroup(groupId: string): void {
    this.logs.delete(groupId);
  }

  /** A peer that will not come back. */
  closePeer(groupId: string, peerId: string): void {
    const group = this.logs.get(groupId);
    group?.delete(peerId);
    if (group?.size === 0) this.logs.delete(groupId);
  }

  /**
   * The signals from `from` to `to` since `lastSeq`. Without that, those kept while `to` was known to be disconnected.
   * @param epochs how many times the sender has been connected, of which every log is needed
   */
  async missed(
    groupId: string,
    from: string,
    to: string,
    epochs: number,
    lastSeq?: number,
  ): Promise<Recovery> {
    const question: Question = { id: randomUUID(), groupId, from, to, lastSeq };
    const needed = range(lastSeq === undefined ? 0 : epochOf(lastSeq), epochs);
    const expected = (await this.realtime.liveInstances()).size;
    // An instance that was killed counts as alive until its lease expires; its log may not be needed.
    const found = await this.ask(question, (all) => all.length >= expected || isCovered(needed, all));
    const signals = found
      .flatMap(({ signals }) => signals)
      .sort((a, b) => a.seq - b.seq)
      .map((signal): SignalIn => ({ groupId, from, ...signal }));
    const dropped = lastSeq !== undefined && found.some(({ complete }) => !complete);
    const recovered = lastSeq !== undefined && !dropped && isCovered(needed, found);
    return { missed: signals, recovered, dropped };
  }

  private async ask(question: Question, isEnough: Asked['isEnough']): Promise<Found[]> {
    const found = new Map<string, Found>();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      this.asked.set(question.id, { found, isEnough, done: resolve });
      timer = setTimeout(resolve, WAIT_MS);
      this.bus.publish(QUESTION, question).catch(reject);
    }).finally(() => {
      clearTimeout(timer);
      this.asked.delete(question.id);
    });
    return [...found.values()];
  }

  private async answer({ id, groupId, from, to, lastSeq }: Question): Promise<void> {
    const log = this.logs.get(groupId)?.get(from);
    const { entries, complete } = log?.after(to, lastSeq) ?? { entries: [], complete: true };
    const found: Found = {
      id,
      instanceId: this.realtime.instanceId,
      signals: entries.map((entry) => ({ seq: entry.seq, ...bodyOf(entry) })),
      complete,
      epochs: log?.epochs ?? [],
    };
    await this.bus.publish(ANSWER, found);
  }

  private collect(found: Found): void {
    const asked = this.asked.get(found.id);
    asked?.found.set(found.instanceId, found);
    if (asked?.isEnough([...asked.found.values()])) asked.done();
  }
}

function bodyOf({ key, text }: SentEntry): SignalBody {
  return { [key]: JSON.parse(text) as unknown };
}

/** Whether the logs of all these connections of the sender are among them. */
function isCovered(epochs: number[], found: Found[]): boolean {
  const known = new Set(found.flatMap((one) => one.epochs));
  return epochs.every((epoch) => known.has(epoch));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
