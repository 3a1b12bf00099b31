import { type Word, wordsOfQuery, wordsOfText } from '../platform/text/words.protocol.js';

/** A text's words as PostgreSQL writes a tsvector; nothing in them needs to be escaped. */
export function searchVector(text: string): string {
  return wordsOfText(text)
    .map(({ word, at }) => `'${word}':${at}`)
    .join(' ');
}

const QUOTES = /[“”„‟«»＂]/gu;
/** `-` without a space after it, then a quoted phrase, or a word up to the next space. */
const TERM = /(-?)(?:"((?:[^"]|"(?=\S))*)"(?!\S)|(\S+))/gu;
/** Shorter ones begin too many words. */
const PREFIX_MIN_LENGTH = 2;

/**
 * Parses a query in the syntax of search engines: words, which also match longer words that begin with them, `"phrases"`, `or`,
 * and `-without`.
 * @returns a tsquery; undefined when it has no words
 */
export function searchQuery(query: string): string | undefined {
  const alternatives: string[][] = [[]];
  const terms = [...query.replace(QUOTES, '"').matchAll(TERM)];
  for (const [i, [term, minus, phrase, plain]] of terms.entries()) {
    const between = i > 0 && i < terms.length - 1 && alternatives.at(-1)!.length > 0;
    if (between && term.toLowerCase() === 'or') {
      alternatives.push([]);
      continue;
    }
    const words = wordsOfQuery(phrase ?? plain!);
    if (words.length === 0) continue;
    const found = inOrder(words, phrase === undefined && minus === '');
    alternatives.at(-1)!.push(minus === '' ? found : `!(${found})`);
  }
  const wanted = alternatives.filter((all) => all.length > 0).map((all) => all.join(' & '));
  return wanted.length > 0 ? wanted.join(' | ') : undefined;
}

/** @param isBegun whether the last word may go on */
function inOrder(words: Word[], isBegun: boolean): string {
  return words
    .map(({ word, at, isWhole }, i) => {
      const before = words[i - 1];
      const mayGoOn = isBegun && i === words.length - 1 && isWhole && word.length >= PREFIX_MIN_LENGTH;
      return `${before ? ` <${at - before.at}> ` : ''}'${word}'${mayGoOn ? ':*' : ''}`;
    })
    .join('');
}
