import { MAX_FRAME_BYTES } from '../../../../src/platform/wire/wire-limits.protocol.js';
import { tooLarge } from '../platform/ringline.error.js';
import { utf8Bytes } from '../platform/text-length.js';

/** The prefix that Socket.IO writes before the JSON: the packet's types and the number of the ack. */
const ENVELOPE_BYTES = 16;

/** An event in its encoding on the wire. */
export interface Frame {
  event: string;
  text: string;
  bytes: number;
}

/** @throws `payload_too_large` for a frame that would end the connection */
export function frameOf(event: string, payload: unknown): Frame {
  const text = JSON.stringify([event, payload]);
  const bytes = utf8Bytes(text) + ENVELOPE_BYTES;
  if (bytes > MAX_FRAME_BYTES) throw tooLarge();
  return { event, text, bytes };
}
