import { Injectable } from '@nestjs/common';
import type { WireError } from '../../platform/wire/problem.protocol.js';
import type { Connection } from '../socket.connection.js';

/**
 * A frequent event in its encoding in the frame: `["<event>",{"groupId":"…","to":"…","<key>":<value>}]`, fields in this order
 * and nothing else. The value is parsed once, for checking; its text is relayed.
 */
export interface AddressedFrame {
  ackId?: number;
  groupId: string;
  to: string;
  key: string;
  value: unknown;
  valueText: string;
}

/** null: done; an error: refused; a promise only where the answer needs I/O. */
export type HotAnswer = WireError | null | Promise<WireError | null>;

/**
 * An event too frequent for Nest's message pipeline: no pipes, no guards, no reflection; it checks its input itself.
 */
export interface HotEvent {
  event: string;
  /** The third fields that frames of this event have, for the way past the decoder. */
  keys: readonly string[];
  takePayload(connection: Connection, payload: unknown): HotAnswer;
  takeFrame(connection: Connection, frame: AddressedFrame): HotAnswer;
}

/** The one hot event; registered by the slice that owns it. */
@Injectable()
export class HotEvents {
  private registered?: HotEvent;

  register(hot: HotEvent): void {
    this.registered = hot;
  }

  get hot(): HotEvent | undefined {
    return this.registered;
  }
}

/** The text of an event frame, as `socket.emit` would write it. */
export function eventFrame(
  event: string,
  groupId: string,
  from: string,
  seq: number | undefined,
  key: string,
  valueText: string,
): string {
  const number = seq === undefined ? '' : `"seq":${seq},`;
  return `2["${event}",{"groupId":"${groupId}","from":"${from}",${number}"${key}":${valueText}}]`;
}
