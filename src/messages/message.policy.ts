import type { RoomAction } from '../rooms/rooms.protocol.js';

/** Control characters except tab and line ends, and halves of surrogate pairs: nothing that can be stored or shown. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const LAYOUT = /[\t\n\r]/g;
const SOMETHING = /[\p{L}\p{N}\p{P}\p{S}]/u;

export type TextFault = 'text_empty' | 'text_too_long' | 'text_unprintable';

/** What is wrong with a text, or undefined. @param maxLength in Unicode code points @param mayBeEmpty something else is shown */
export function textFault(text: string, maxLength: number, mayBeEmpty = false): TextFault | undefined {
  if (UNPRINTABLE.test(text.replace(LAYOUT, ''))) return 'text_unprintable';
  if (!mayBeEmpty && !SOMETHING.test(text)) return 'text_empty';
  if (text.length > maxLength && [...text].length > maxLength) return 'text_too_long';
  return undefined;
}

const MENTION = /(?<![\p{L}\p{N}@._-])@([A-Za-z0-9](?:[A-Za-z0-9._-]{1,30})[A-Za-z0-9])(?![A-Za-z0-9_-])/gu;
const MENTIONS_MAX = 20;

/** Usernames that a text names with an @, in lower case, each once. */
export function mentionedNames(text: string): string[] {
  const names = new Set([...text.matchAll(MENTION)].map(([, name]) => name!.toLowerCase()));
  return [...names].slice(0, MENTIONS_MAX);
}

// TypeScript knows the flag v from ES2024 on.
const EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');

/** Exactly one emoji as Unicode recommends them for interchange, with its skin tone or as a flag. */
export function isEmoji(text: string): boolean {
  return text.length <= 32 && EMOJI.test(text);
}

/** Who may not write any more can still take back what they said, as long as they can read it. */
export function mayChangeOwn(act: 'edit' | 'delete', may: ReadonlySet<RoomAction>): boolean {
  return may.has(act === 'edit' ? 'write' : 'read');
}
