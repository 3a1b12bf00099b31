/** The Unicode properties that search uses. A table, since a regular expression for each character takes long. */

/** A letter, digit or mark. */
export const LETTER = 1;
/** Of a script that writes no spaces, or of Hangul, which glues words together. */
export const UNSPACED = 2;
export const PICTURE = 4;
export const MARK = 8;
/** Of an alphabet whose letters are searched with and without marks. Others keep theirs: Indic vowel signs, Thai tones. */
export const ALPHABET = 16;
/** Shows nothing by itself: joiners, variation selectors, directions, soft hyphens, fillers. */
export const IGNORABLE = 32;
/** Two of them make a flag. */
export const REGIONAL = 64;

const script = (...names: string[]) =>
  new RegExp(`[${names.map((name) => `\\p{scx=${name}}`).join('')}]`, 'u');
const TRAITS: [number, RegExp][] = [
  [LETTER, /[\p{L}\p{N}\p{M}]/u],
  [
    UNSPACED,
    script(
      ...['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tai_Le'],
      ...['New_Tai_Lue', 'Tai_Tham', 'Tai_Viet', 'Javanese', 'Balinese', 'Yi', 'Tangut', 'Nushu'],
    ),
  ],
  [PICTURE, /\p{Extended_Pictographic}/u],
  [MARK, /\p{M}/u],
  [
    ALPHABET,
    /[\p{sc=Latin}\p{sc=Greek}\p{sc=Coptic}\p{sc=Cyrillic}\p{sc=Armenian}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}]/u,
  ],
  [IGNORABLE, /\p{Default_Ignorable_Code_Point}/u],
  [REGIONAL, /\p{RI}/u],
];
const KNOWN = 128;
/** Of the characters that most texts are made of, once they have been asked for. */
const known = new Uint8Array(0x10000);

/** @param character one code point */
export function traitsOf(character: string): number {
  const code = character.codePointAt(0)!;
  const held = known[code];
  if (held) return held & ~KNOWN;
  let traits = 0;
  for (const [trait, pattern] of TRAITS) if (pattern.test(character)) traits |= trait;
  if (code < known.length) known[code] = traits | KNOWN;
  return traits;
}
