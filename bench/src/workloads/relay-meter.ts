/** Sends signals over open pairs and measures their way from sender to receiver. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Latency, Samples } from '../load/statistics.js';
import { FRAME, type Pair, type Signal, type Target } from '../targets/target.js';

const IN_FLIGHT_SLOTS = 4096;
const DRAIN_MS = 2_000;
const OPEN_LOOP_TICK_MS = 1;

export interface RelayResult extends Latency {
  delivered: number;
  seconds: number;
  perSecond: number;
  /** Server CPU time per delivered message, in microseconds. */
  cpuUs: number;
  refused: number;
  lost: number;
}

/** One pair's messages under way: deliveries keep the order in which they were sent. */
interface Way {
  pair: Pair;
  frames: Buffer[];
  sentAt: Float64Array;
  sent: number;
  delivered: number;
}

class Meter {
  readonly samples = new Samples();
  readonly ways: Way[];
  refused = 0;
  sent = 0;
  private readonly startedAt = performance.now();
  private readonly startedCpuMs: number;
  onDelivery: (way: Way) => void = () => {};
  onAck: (way: Way) => void = () => {};

  constructor(
    private readonly target: Target,
    pairs: Pair[],
    kind: Signal,
  ) {
    this.startedCpuMs = target.server.cpuMs();
    this.ways = pairs.map((pair) => ({
      pair,
      frames: pair.frames[kind],
      sentAt: new Float64Array(IN_FLIGHT_SLOTS),
      sent: 0,
      delivered: 0,
    }));
    for (const way of this.ways) this.listen(way);
  }

  send(way: Way): void {
    way.sentAt[way.sent % IN_FLIGHT_SLOTS] = performance.now();
    way.pair.sender.write(way.frames[way.sent % way.frames.length]!);
    way.sent++;
    this.sent++;
  }

  async finish(): Promise<RelayResult> {
    const seconds = (performance.now() - this.startedAt) / 1000;
    const cpuMs = this.target.server.cpuMs() - this.startedCpuMs;
    const deliveredInTime = this.samples.size;
    for (let waited = 0; waited < DRAIN_MS && this.samples.size < this.sent - this.refused; waited += 20)
      await delay(20);
    for (const { pair } of this.ways) pair.sender.tap = pair.receiver.tap = undefined;
    return {
      ...this.samples.latency(),
      delivered: deliveredInTime,
      seconds,
      perSecond: deliveredInTime / seconds,
      cpuUs: (cpuMs * 1000) / deliveredInTime,
      refused: this.refused,
      lost: this.sent - this.refused - this.samples.size,
    };
  }

  private listen(way: Way): void {
    way.pair.receiver.tap = (chunk, start, end) => {
      if (this.target.classify(chunk, start, end) !== FRAME.delivery) return false;
      this.samples.add(performance.now() - way.sentAt[way.delivered % IN_FLIGHT_SLOTS]!);
      way.delivered++;
      this.onDelivery(way);
      return true;
    };
    way.pair.sender.tap = (chunk, start, end) => {
      const frame = this.target.classify(chunk, start, end);
      if (frame === FRAME.other) return false;
      if (frame === FRAME.refusal) this.refused++;
      this.onAck(way);
      return true;
    };
  }
}

/** Every pair sends its next message when the last one is acknowledged (or delivered, where the server has no acks). */
export async function closedLoop(
  target: Target,
  pairs: Pair[],
  kind: Signal,
  forMs: number,
): Promise<RelayResult> {
  const meter = new Meter(target, pairs, kind);
  const next = (way: Way) => meter.send(way);
  if (target.acks) meter.onAck = next;
  else meter.onDelivery = next;
  for (const way of meter.ways) meter.send(way);
  await delay(forMs);
  meter.onAck = meter.onDelivery = () => {};
  return meter.finish();
}

/** A steady rate over all pairs in turn, whatever the server answers. */
export async function openLoop(
  target: Target,
  pairs: Pair[],
  kind: Signal,
  perSecond: number,
  until: Promise<unknown>,
): Promise<RelayResult> {
  const meter = new Meter(target, pairs, kind);
  const startedAt = performance.now();
  let turn = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) * perSecond) / 1000;
    while (meter.sent < due) meter.send(meter.ways[turn++ % meter.ways.length]!);
  }, OPEN_LOOP_TICK_MS);
  await until;
  clearInterval(timer);
  return meter.finish();
}
