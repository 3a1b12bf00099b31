import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextGroup, type Placed } from './next-group.policy.js';

const one = fc.record({
  room: fc.constantFrom('r1', 'r2', 'r3'),
  author: fc.constantFrom('a', 'b', 'c'),
  client: fc.constantFrom('1', '2'),
});
const some = (names: string[]) => fc.subarray(names).map((chosen) => new Set(chosen));

describe('nextGroup', () => {
  it('leaves behind who comes after one that stays, and takes nobody twice', () => {
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 12 }),
        some(['r1', 'r2', 'r3']),
        some(['a', 'b', 'c']),
        fc.integer({ min: 1, max: 6 }),
        (came, rooms, authors, max) => {
          const rest = [...came];
          const group = nextGroup(rest, { rooms, authors }, max);
          expect(group.length).toBeLessThanOrEqual(max);
          expect(came.filter((message) => group.includes(message))).toEqual(group);
          expect(came.filter((message) => !group.includes(message))).toEqual(rest);
          for (const { room, author } of group) expect(rooms.has(room) || authors.has(author)).toBe(false);
          const keys = group.map(({ author, client }) => `${author} ${client}`);
          expect(new Set(keys).size).toBe(keys.length);
          for (const left of rest) {
            const later = came.slice(came.indexOf(left) + 1).filter((message) => group.includes(message));
            expect(later.some(({ room, author }) => room === left.room || author === left.author)).toBe(
              false,
            );
          }
        },
      ),
    );
  });

  it('takes the first author when nothing is under way', () => {
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), (came) => {
        const waiting: Placed[] = [...came];
        expect(nextGroup(waiting, { rooms: new Set(), authors: new Set() }, 256)[0]).toBe(came[0]);
      }),
    );
  });
});
