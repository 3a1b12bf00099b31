import { showsSomething } from '../../platform/text/visible-text.js';
import type { RoomAction } from '../../rooms/rooms.protocol.js';

/** Control characters except tab and line ends, and halves of surrogate pairs: nothing that can be stored or shown. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const LAYOUT = /[\t\n\r]/g;

export type TextFault = 'text_empty' | 'text_too_long' | 'text_unprintable';

/**
 * The error of a text, or undefined.
 * @param maxLength in Unicode code points
 * @param mayBeEmpty the message has attachments
 */
export function textFault(text: string, maxLength: number, mayBeEmpty = false): TextFault | undefined {
  if (UNPRINTABLE.test(text.replace(LAYOUT, ''))) return 'text_unprintable';
  if (!mayBeEmpty && !showsSomething(text)) return 'text_empty';
  if (text.length > maxLength && [...text].length > maxLength) return 'text_too_long';
  return undefined;
}

/** Users who may no longer write can still delete their own messages, as long as they can read them. */
export function mayChangeOwn(act: 'edit' | 'delete', may: ReadonlySet<RoomAction>): boolean {
  return may.has(act === 'edit' ? 'write' : 'read');
}

/** Approximate size of a message in an answer, beside its text. */
const FRAME_BYTES = 512;
const ATTACHMENT_BYTES = 512;
const REACTION_BYTES = 64;

interface Weighed {
  text: string | null;
  attachments: unknown[] | null;
  reactions: unknown[] | null;
}

/** How large a message is in an answer, about. */
export function messageBytes({ text, attachments, reactions }: Weighed): number {
  const extras = (attachments?.length ?? 0) * ATTACHMENT_BYTES + (reactions?.length ?? 0) * REACTION_BYTES;
  return FRAME_BYTES + extras + Buffer.byteLength(text ?? '');
}

/** As many of the first ones as fit into an answer of `maxBytes`, one at least. */
export function fitting<T extends Weighed>(rows: T[], maxBytes: number): T[] {
  let bytes = 0;
  const end = rows.findIndex((row) => (bytes += messageBytes(row)) > maxBytes);
  return end === -1 ? rows : rows.slice(0, Math.max(1, end));
}
