import { expect, it } from '@jest/globals';
import { cleanDisplayName } from './display-name.policy.js';

it.each([
  ['  Zoë   Ångström ', 'Zoë Ångström'],
  ['東京 太郎', '東京 太郎'],
  ['👩‍👧 Ana', '👩‍👧 Ana'],
  ['Ana\r\nBen', 'Ana Ben'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['x'.repeat(65), undefined],
  ['', undefined],
  ['   ', undefined],
  ['\u200D', undefined],
  ['Ana\u202Enimda', undefined],
  ['Ana\u0000', undefined],
  ['Ana\u200B', undefined],
  ['\uD800', undefined],
])('%j', (raw, expected) => expect(cleanDisplayName(raw)).toBe(expected));
