const NAME = '[A-Za-z0-9][A-Za-z0-9._-]{1,30}[A-Za-z0-9]';
/** Scripts in which a word is written without a space before the next one, or joined to it as a prefix. */
const GLUED = [
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Hangul',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Hebrew',
  'Arabic',
]
  .map((script) => `\\p{scx=${script}}`)
  .join('');
/** The characters before the @ of an e-mail address. */
const LOCAL_PART = `(?![${GLUED}])[\\p{L}\\p{N}\\p{M}][_-]*`;
/** A username cannot go on with it, but a word can; or it is the beginning of an address elsewhere. */
const GOES_ON = '[._-]*[\\p{sc=Latin}0-9]|[\\p{M}@]|:[A-Za-z0-9-]+\\.[A-Za-z]';
/** One name or several without anything between them: people write @ana@ben. */
const MENTIONS = new RegExp(`(?<!@|${LOCAL_PART})((?:@${NAME})+)(?!${GOES_ON})`, 'gu');
const URL = /(?<![\w@.-])(?:[a-z][a-z0-9+.-]*:\/\/|mailto:|(?:[a-z0-9-]+\.)+[a-z]{2,}\/)[\x21-\x7e]*/gi;

/** How many people one message may mention. */
export const MENTIONS_MAX = 100;

/** Usernames that a text names with an @, in lower case, each once. Addresses of mail, of pages and of the fediverse name nobody. */
export function mentionedNames(text: string): string[] {
  if (!/[@＠]/u.test(text)) return [];
  const names = new Set<string>();
  for (const [, together] of text.replaceAll('＠', '@').replace(URL, ' ').matchAll(MENTIONS)) {
    const [first, ...further] = together!.slice(1).toLowerCase().split('@');
    // A name with a dot behind a second @ is a host: @ana@social.example.org.
    if (further.some((name) => name.includes('.'))) continue;
    for (const name of [first!, ...further]) names.add(name);
  }
  return [...names];
}
