/**
 * The search index: one way to cut texts into words, for stored texts and for queries, on the server and in the page. It
 * depends on no database's locale.
 */
import {
  ALPHABET,
  IGNORABLE,
  LETTER,
  MARK,
  PICTURE,
  REGIONAL,
  traitsOf,
  UNSPACED,
} from './characters.protocol.js';

const ASCII = /^[\0-\x7f]*$/;
/** Letters that no decomposition takes apart, with the letters that people type instead; and spellings of one Arabic letter. */
const ALIKE: Record<string, string> = {
  ß: 'ss',
  ς: 'σ',
  ı: 'i',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ł: 'l',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  ہ: 'ه',
  ٱ: 'ا',
  ـ: '',
};
const TO_REPLACE = new RegExp(`[${Object.keys(ALIKE).join('')}\\u0660-\\u0669\\u06f0-\\u06f9]`, 'g');

/** Folds equivalent spellings: case, width, compatibility forms, marks of alphabets. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return withoutMarks(text.normalize('NFKD'))
    .toUpperCase()
    .toLowerCase()
    .replace(TO_REPLACE, (one) => ALIKE[one] ?? String(one.charCodeAt(0) & 15))
    .normalize('NFKC');
}

function withoutMarks(decomposed: string): string {
  let rest = '';
  let losesMarks = false;
  for (const character of decomposed) {
    const traits = traitsOf(character);
    if (traits & IGNORABLE) continue;
    if (!(traits & MARK)) losesMarks = (traits & ALPHABET) > 0;
    else if (losesMarks) continue;
    rest += character;
  }
  return rest;
}

/** Whether every part of a query, as white space separates them, is somewhere in one of the texts. */
export function contains(query: string, ...texts: string[]): boolean {
  const folded = texts.map(fold);
  const parts = query.split(/\s+/u).map(fold);
  return parts.every((part) => folded.some((text) => text.includes(part)));
}

/** Longer words are distinguished by their beginning only. */
const WORD_MAX = 64;
const ASCII_WORD = /[a-z0-9]+/g;
/** The units of a text: a word between spaces, a stretch of an unspaced script, an emoji. */
const NONE = 0;
const WORD = 1;
const STRETCH = 2;
const SINGLE = 3;

/** A word at its place in a text. */
export interface Word {
  word: string;
  /** 1, 2, 3 and so on; characters of unspaced scripts count as words. */
  at: number;
  /** One between spaces, not a piece of a stretch. */
  isWhole: boolean;
}

/** For stored texts: of an unspaced stretch each character, and each pair of neighbours. */
export function wordsOfText(text: string): Word[] {
  return wordsOf(text, true);
}

/** For queries, to be found in this order and at these distances: single characters only where there is but one. */
export function wordsOfQuery(query: string): Word[] {
  return wordsOf(query, false);
}

function wordsOf(text: string, eachCharacter: boolean): Word[] {
  const folded = fold(text);
  if (ASCII.test(folded)) return (folded.match(ASCII_WORD) ?? []).map((word, i) => whole(word, i + 1));
  const words: Word[] = [];
  let at = 1;
  for (const [kind, characters] of piecesOf(folded)) {
    if (kind !== STRETCH) {
      words.push(whole(characters.join(''), at));
      at += 1;
      continue;
    }
    for (const [i, word] of characters.entries()) {
      const next = characters[i + 1];
      if (eachCharacter || characters.length === 1) words.push({ word, at: at + i, isWhole: false });
      if (next !== undefined) words.push({ word: word + next, at: at + i, isWhole: false });
    }
    at += characters.length;
  }
  return words;
}

/** Pieces that words are made of, each by its characters. */
function piecesOf(folded: string): [kind: number, characters: string[]][] {
  const pieces: [number, string[]][] = [];
  let last = NONE;
  let flag = false;
  for (const character of folded) {
    const traits = traitsOf(character);
    const kind = kindOf(traits);
    const endsFlag: boolean = flag && (traits & REGIONAL) > 0;
    if (kind !== NONE && (endsFlag || (kind === last && kind !== SINGLE))) pieces.at(-1)![1].push(character);
    else if (kind !== NONE) pieces.push([kind, [character]]);
    flag = !endsFlag && (traits & REGIONAL) > 0;
    last = kind;
  }
  return pieces;
}

function kindOf(traits: number): number {
  if (traits & LETTER) return traits & UNSPACED ? STRETCH : WORD;
  return traits & (PICTURE | REGIONAL) ? SINGLE : NONE;
}

function whole(word: string, at: number): Word {
  const isLong = word.length > WORD_MAX;
  return { word: isLong ? [...word].slice(0, WORD_MAX).join('') : word, at, isWhole: true };
}
