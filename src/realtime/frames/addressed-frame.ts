import { Decoder, isPacketValid, PacketType } from 'socket.io-parser';
import type { AddressedFrame } from './hot-events.service.js';

/** An event of any other kind: arguments after the payload are ignored. */
export interface EventFrame {
  ackId?: number;
  event: string;
  payload: unknown;
}

/** Where a connection's events go. */
export interface FrameHandlers {
  /** For frames that are written just so. */
  hot?: { pattern: RegExp; take: (frame: AddressedFrame) => void };
  take: (frame: EventFrame) => void;
}

/**
 * Socket.IO's decoder, with a fast path for events that come as text; everything else takes the ordinary path: packets that are
 * not events, have attachments, belong to another namespace, or are not well-formed.
 */
export class FrameDecoder extends Decoder {
  private handlers?: FrameHandlers;
  /** A packet took the ordinary path in this tick: later ones must not overtake it. */
  private behind = false;
  /** Attachments of a packet are missing: a text instead of one is an error. */
  private incomplete = false;

  intercept(ways: FrameHandlers): void {
    this.handlers = ways;
  }

  override add(data: unknown): void {
    const mayIntercept = this.handlers && !this.behind && !this.incomplete && typeof data === 'string';
    if (mayIntercept && intercept(this.handlers!, data)) return;
    super.add(data);
    this.incomplete = Boolean(Reflect.get(this, 'reconstructor'));
    if (this.behind || !this.handlers) return;
    // Socket.IO hands a packet on in the next tick, before this.
    this.behind = true;
    process.nextTick(() => (this.behind = false));
  }
}

function intercept({ hot, take }: FrameHandlers, text: string): boolean {
  const addressed = hot && readFrame(hot.pattern, text);
  if (addressed) {
    hot.take(addressed);
    return true;
  }
  const event = readEvent(text);
  if (event) take(event);
  return event !== null;
}

const EVENT_HEAD = /^2(\d{0,15})\[/;
/** @returns null for whatever is not an event of the main namespace */
export function readEvent(text: string): EventFrame | null {
  const [, ack] = EVENT_HEAD.exec(text) ?? [];
  if (ack === undefined) return null;
  try {
    const data = JSON.parse(text.slice(1 + ack.length)) as unknown[];
    const [event, payload] = data;
    if (typeof event !== 'string' || !isPacketValid({ type: PacketType.EVENT, nsp: '/', data })) return null;
    return { ackId: ack === '' ? undefined : Number(ack), event, payload };
  } catch {
    return null;
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
