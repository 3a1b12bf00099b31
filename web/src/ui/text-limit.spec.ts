import { describe, expect, it } from '@jest/globals';
import { measured } from './text-limit.js';

describe('how much of a text the server takes', () => {
  it.each([
    ['tea', { limit: 3 }, '3 / 3'],
    ['  tea\n', { limit: 3 }, '3 / 3'],
    ['teas', { limit: 3 }, '4 / 3: 1 character too many'],
    ['🫖🫖🫖', { limit: 3 }, '3 / 3'],
    ['🫖🫖🫖🫖🫖', { limit: 3 }, '5 / 3: 2 characters too many'],
    ['ééé', { limit: 6, inBytes: true }, '6 / 6'],
    ['éééa', { limit: 6, inBytes: true }, '7 / 6: 1 byte too many'],
  ])('%s', (text, limit, words) => {
    expect(measured(text, limit)).toMatchObject({ words, fits: !words.includes(':') });
  });
});
