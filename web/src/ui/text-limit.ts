import { codePoints, utf8Bytes } from '@ringline/client';

/** How much of a text the server takes. */
export interface TextLimit {
  /** In Unicode code points, as the server counts. */
  limit: number;
  inBytes?: boolean;
}

/** The length of a text that will be sent without surrounding white space, and the message about it. */
export function measured(text: string, { limit, inBytes = false }: TextLimit) {
  const written = text.trim();
  const length = inBytes ? utf8Bytes(written) : codePoints(written);
  const over = length - limit;
  const unit = inBytes ? 'byte' : 'character';
  const words = `${length} / ${limit}`;
  if (over <= 0) return { length, fits: true, words };
  return { length, fits: false, words: `${words}: ${over} ${unit}${over === 1 ? '' : 's'} too many` };
}

export function fits(text: string, limit: TextLimit): boolean {
  return measured(text, limit).fits;
}
