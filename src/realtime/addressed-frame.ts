import { Decoder } from 'socket.io-parser';
import type { AddressedFrame } from './hot-events.service.js';

/** Socket.IO's decoder, with a way past it for frames that are written just so; all others take the ordinary way. */
export class FrameDecoder extends Decoder {
  private hot?: { pattern: RegExp; take: (frame: AddressedFrame) => void };
  /** A packet went the ordinary way in this tick: what comes behind it must not overtake it. */
  private behind = false;

  /** @param event the event's name, @param keys which third fields it may have */
  divert(event: string, keys: readonly string[], take: (frame: AddressedFrame) => void): void {
    this.hot = { pattern: framePattern(event, keys), take };
  }

  override add(data: unknown): void {
    const frame =
      this.hot && !this.behind && typeof data === 'string' ? readFrame(this.hot.pattern, data) : null;
    if (frame) return this.hot!.take(frame);
    super.add(data);
    if (this.behind || !this.hot) return;
    // Socket.IO hands a packet on in the next tick, before this.
    this.behind = true;
    process.nextTick(() => (this.behind = false));
  }
}

const patterns = new Map<string, RegExp>();

/** One pattern per event, shared by all connections. Ids hold no character that JSON would escape. */
export function framePattern(event: string, keys: readonly string[]): RegExp {
  const known =
    patterns.get(event) ??
    new RegExp(
      `^2(\\d{0,15})\\["${event}",\\{"groupId":"([\\w-]{1,64})","to":"([\\w-]{1,64})","(${keys.join('|')})":`,
    );
  patterns.set(event, known);
  return known;
}

/** @returns null when the frame is not written exactly so: then it is not refused, only slower */
export function readFrame(pattern: RegExp, text: string): AddressedFrame | null {
  const match = pattern.exec(text);
  if (!match || !text.endsWith('}]')) return null;
  const [head, ack, groupId, to, key] = match as unknown as [string, string, string, string, string];
  const valueText = text.slice(head.length, -2);
  try {
    // One whole JSON value: a further field, a duplicate or anything after it would not parse.
    const value: unknown = JSON.parse(valueText);
    // No spread: on this path it costs more than all the rest.
    return { ackId: ack === '' ? undefined : Number(ack), groupId, to, key, value, valueText };
  } catch {
    return null;
  }
}
