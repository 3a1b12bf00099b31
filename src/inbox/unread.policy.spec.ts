import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unreadCounter } from './unread.policy.js';

test('what others said after the mark', () => {
  const count = unreadCounter([9, 7, 6, 4], ['ana', 'ben', 'ana', 'cleo']);
  const of = (userId: string) => [0, 4, 5, 6, 7, 8, 9, 20].map((mark) => count(userId, mark));
  expect(of('dora')).toEqual([4, 3, 3, 2, 1, 1, 0, 0]);
  expect(of('ana')).toEqual([2, 1, 1, 1, 0, 0, 0, 0]);
  expect(unreadCounter([], [])('ana', 0)).toBe(0);
});

test('the same as counting one by one', () => {
  const messages = fc.uniqueArray(fc.record({ seq: fc.integer({ min: 1, max: 99 }), author: fc.nat(3) }), {
    selector: ({ seq }) => seq,
  });
  fc.assert(
    fc.property(messages, fc.nat(3), fc.nat(100), (given, me, mark) => {
      const latestFirst = [...given].sort((a, b) => b.seq - a.seq);
      const count = unreadCounter(
        latestFirst.map(({ seq }) => seq),
        latestFirst.map(({ author }) => `${author}`),
      );
      expect(count(`${me}`, mark)).toBe(
        given.filter(({ seq, author }) => seq > mark && author !== me).length,
      );
    }),
  );
});
