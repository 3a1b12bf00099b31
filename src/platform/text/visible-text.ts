/** Whether a text is visible. One rule for names, bios, rooms, messages and all other user content. */

/** Emoji of any kind: flags of letters and of tags, keycaps, joined ones, with tones and variation selectors. */
const ELEMENT = '\\p{Extended_Pictographic}(?:\\p{Emoji_Modifier}|[\\ufe0e\\ufe0f])?';
const SUBDIVISION =
  '\\u{1f3f4}[\\u{e0061}-\\u{e007a}]{2}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{1,3}\\u{e007f}';
const EMOJI = `${SUBDIVISION}|\\p{RI}{2}|[0-9#*]\\ufe0f?\\u20e3|${ELEMENT}(?:\\u200d${ELEMENT})*`;
/** Where an invisible character changes its neighbours: joiners, ideographic and Mongolian variants. */
const JOINED =
  '[\\p{scx=Arabic}\\p{scx=Syriac}\\p{scx=Mandaic}\\p{scx=Nko}\\p{scx=Mongolian}\\p{scx=Devanagari}\\p{scx=Bengali}\\p{scx=Gurmukhi}\\p{scx=Gujarati}\\p{scx=Oriya}\\p{scx=Tamil}\\p{scx=Telugu}\\p{scx=Kannada}\\p{scx=Malayalam}\\p{scx=Sinhala}\\p{scx=Khmer}\\p{scx=Myanmar}\\p{scx=Tibetan}]';
const LETTER = `(?=${JOINED})[\\p{L}\\p{M}]`;
const AT_WORK = new RegExp(
  [
    EMOJI,
    `(?<=${LETTER})[\\u200c\\u200d](?=${LETTER})`,
    `(?<=(?=\\p{scx=Arabic})\\p{L}|(?=${JOINED})\\p{M})\\u200d(?!\\u200d)`,
    '(?<=\\p{scx=Han})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
    '(?<=\\p{scx=Mongolian})[\\u180b-\\u180d\\u180f]',
    '(?<=[\\u2801-\\u28ff])\\u2800+(?=[\\u2801-\\u28ff])',
  ].join('|'),
  'gu',
);
const AT_WORK_BETWEEN = new RegExp(`(${AT_WORK.source})`, 'u');
/** Letters and signs without a picture: Braille's and music's blanks, those of hieroglyphs, the place of an object. */
const BLANK = '\\u2800\\ufffc\\u{1d159}\\u{13441}\\u{13442}';
/** Control, format, private, unassigned, halves of surrogate pairs, ends of lines and paragraphs, and invisible characters. */
const UNSEEN = new RegExp(
  `[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\u2028\\u2029\\p{Default_Ignorable_Code_Point}${BLANK}]`,
  'gu',
);
/** Formatting that has a picture: signs before Arabic, Syriac and Kaithi numbers. */
const SHOWN_FORMAT = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/gu;
const SHOWN = new RegExp(`(?![${BLANK}\\p{Default_Ignorable_Code_Point}])[\\p{L}\\p{N}\\p{P}\\p{S}]`, 'u');
/** Not the byte order mark, which takes no space. */
const WHITE_SPACE = /(?:(?!\ufeff)\s)+/gu;
const ENDS = /^[\s\u2800]+|[\s\u2800]+$/gu;

/** Whether there is anything to see. */
export function showsSomething(text: string): boolean {
  return SHOWN.test(text);
}

/** Whether every character of a text is visible or changes a visible one, so that no two different texts look alike. */
function isPlain(text: string): boolean {
  const rest = text.replace(AT_WORK, '').replace(SHOWN_FORMAT, '');
  return rest.search(UNSEEN) < 0;
}

/**
 * A line as it is shown: NFC, runs of white space as one space, none at its ends.
 * @param maxLength in code points
 * @returns undefined when it is too long, shows nothing or has something in it that is not seen
 */
export function cleanLine(raw: string, maxLength: number): string | undefined {
  const line = oneLine(raw);
  return [...line].length <= maxLength && showsSomething(line) && isPlain(line) ? line : undefined;
}

/** A single line made of a foreign name: without invisible characters, and cut. @returns undefined when nothing is left */
export function lineOf(raw: string, maxLength: number): string | undefined {
  const cut = [...oneLine(raw)].slice(0, maxLength).join('');
  // Every other piece is one that may stay as it is.
  const pieces = cut.split(AT_WORK_BETWEEN);
  const seen = pieces.map((piece, i) => (i % 2 === 1 ? piece : piece.replace(UNSEEN, '')));
  return cleanLine(seen.join(''), maxLength);
}

/**
 * Several lines as they are shown: NFC, line breaks as LF and never more than two, no white space at their ends.
 * @returns undefined when they are too long or have something in them that is not seen; they may be empty
 */
export function cleanLines(raw: string, maxLength: number): string | undefined {
  const lines = raw
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const isShown = lines === '' || showsSomething(lines);
  return [...lines].length <= maxLength && isShown && isPlain(lines.replaceAll('\n', '')) ? lines : undefined;
}

function oneLine(raw: string): string {
  return raw.normalize('NFC').replace(WHITE_SPACE, ' ').replace(ENDS, '');
}

const TYPED_ENDS = /^[\s\p{Default_Ignorable_Code_Point}]+|[\s\p{Default_Ignorable_Code_Point}]+$/gu;

/** A typed or pasted login or e-mail, without accidental characters at its ends. */
export function trimmed(typed: string): string {
  return typed.replace(TYPED_ENDS, '');
}

const SELECTORS = /[\ufe0e\ufe0f]/gu;
/** Shown as text unless a selector or a tone says otherwise. */
const NEEDS_SELECTOR =
  /(?=[\p{Emoji}])(?!\p{Emoji_Presentation})(?!\p{Emoji_Modifier})(?!\p{RI})(.)(?!\p{Emoji_Modifier})/gsu;
// TypeScript knows the flag v from ES2024 on.
const ONE_EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');

/** Exactly one emoji as Unicode recommends them for interchange, however its variation selectors were sent; undefined for anything else. */
export function oneEmoji(text: string): string | undefined {
  if (text.length > 40) return undefined;
  const emoji = text.replace(SELECTORS, '').replace(NEEDS_SELECTOR, '$1\ufe0f');
  return ONE_EMOJI.test(emoji) ? emoji : undefined;
}
