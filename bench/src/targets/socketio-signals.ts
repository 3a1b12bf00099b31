/** `signal` on a socket.io connection, as Ringline, the bare relay and the Nest gateway all take it. */
import { textFrame } from '../load/frames.js';
import { signalBodies } from '../load/signals.js';
import { FRAME, type Signal, SIGNALS } from './target.js';

const ACK_ID = 7;
const DELIVERY = Buffer.from('42["signal",');
const ACK = Buffer.from('43');
const OK = Buffer.from('[{"ok":true');

export function signalFrames(groupId: string, to: string): Record<Signal, Buffer[]> {
  const frames = (kind: Signal) =>
    signalBodies(kind).map((body) =>
      textFrame(`42${ACK_ID}${JSON.stringify(['signal', { groupId, to, ...body }])}`),
    );
  return Object.fromEntries(SIGNALS.map((kind) => [kind, frames(kind)])) as Record<Signal, Buffer[]>;
}

export function classifySocketIo(chunk: Buffer, start: number, end: number): number {
  if (begins(chunk, start, end, DELIVERY)) return FRAME.delivery;
  if (!begins(chunk, start, end, ACK)) return FRAME.other;
  return begins(chunk, start + ACK.length + 1, end, OK) ? FRAME.ack : FRAME.refusal;
}

function begins(chunk: Buffer, start: number, end: number, what: Buffer): boolean {
  return end - start >= what.length && chunk.compare(what, 0, what.length, start, start + what.length) === 0;
}
