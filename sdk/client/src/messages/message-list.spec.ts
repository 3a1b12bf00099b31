import { describe, expect, it } from '@jest/globals';
import type { Message } from '../protocol.js';
import { contiguousUpTo, withMessages, withReaction } from './message-list.js';

const author = { id: 'ana', username: 'ana', displayName: 'Ana', isGuest: false };
const message = (seq: number, change: Partial<Message> = {}): Message => ({
  room: 'tea',
  id: `m${seq}`,
  seq,
  clientId: `c${seq}`,
  author,
  text: `text ${seq}`,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...change,
});

describe('the messages of a room', () => {
  it('are in order and each there once, however they come', () => {
    const list = withMessages([message(2)], [message(3), message(1), message(2)]);
    expect(list.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('do not go back to an older state', () => {
    const edited = message(1, { text: 'new', revision: 5 });
    expect(withMessages([edited], [message(1, { text: 'old', revision: 4 })])).toEqual([edited]);
    expect(withMessages([message(1)], [edited])).toEqual([edited]);
  });

  it('show where something is missing', () => {
    expect(contiguousUpTo([])).toBe(0);
    expect(contiguousUpTo([message(4), message(5)])).toBe(5);
    expect(contiguousUpTo([message(4), message(6)])).toBe(4);
  });

  it('gain and lose reactions, and know which are one’s own', () => {
    const reaction = {
      room: 'tea',
      id: 'm1',
      seq: 1,
      emoji: '👍',
      userId: 'ben',
      added: true,
      count: 1,
      revision: 1,
    };
    const liked = withReaction([message(1)], reaction, 'ben');
    expect(liked[0]!.reactions).toEqual([{ emoji: '👍', count: 1, mine: true }]);
    const unliked = withReaction(liked, { ...reaction, added: false, count: 0, revision: 2 }, 'ben');
    expect(unliked[0]!.reactions).toEqual([]);
  });
});
