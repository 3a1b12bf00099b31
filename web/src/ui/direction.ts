/** Scripts that run from right to left, and the signs that make text do so. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08FF\u200F\u202B\u202E\u2067\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Isolates user content within a sentence of the page, so that a Hebrew or Arabic name does not reverse the text beside it
 * (Unicode UAX 9: first strong isolate, pop directional isolate). In markup, `<bdi>` and `dir="auto"` do the same.
 */
export function isolated(words: string): string {
  return RIGHT_TO_LEFT.test(words) ? `\u2068${words}\u2069` : words;
}
