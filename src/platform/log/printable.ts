/**
 * Characters that terminals obey instead of showing: C0 and C1 controls with ESC among them, line separators, and those that
 * change the direction of writing. In a log they forge lines, hide text, or do worse.
 */
// eslint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A line of text that shows everything that is in it: controls as \u001b. Inside JSON's strings the same value as before. */
export function printable(text: string): string {
  return text.replace(OBEYED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
