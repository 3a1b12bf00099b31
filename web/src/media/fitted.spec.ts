import { expect, test } from '@jest/globals';
import { fitted } from './fitted.js';

const box = { width: 320, height: 240 };

test.each([
  ['small', { width: 60, height: 40 }, { width: 60, height: 40 }],
  ['wide', { width: 4096, height: 1024 }, { width: 320, height: 80 }],
  ['high', { width: 100, height: 480 }, { width: 50, height: 240 }],
  ['a thread', { width: 4000, height: 1 }, { width: 320, height: 1 }],
])('%s', (_, size, shown) => {
  expect(fitted(size, box)).toEqual(shown);
});
