import { describe, expect, it } from '@jest/globals';
import type { DirectChat, Message, RoomView } from '@ringline/client';
import { chatEntries, lastLabel, withDirect } from './chat-entries.js';

const said = (room: string, seq: number, text: string | null, facts: Partial<Message> = {}) =>
  ({
    room,
    seq,
    text,
    createdAt: `2026-01-01T00:00:${String(seq).padStart(2, '0')}.000Z`,
    author: { id: 'ana', displayName: 'Ana' },
    ...facts,
  }) as Message;
const room = (slug: string, createdAt = '2025-01-01T00:00:00.000Z') => ({ slug, createdAt }) as RoomView;
const direct = (slug: string, lastMessage: Message | null) => ({ room: slug, lastMessage }) as DirectChat;

describe('chatEntries', () => {
  it('puts rooms and threads in one list, the latest activity first', () => {
    const entries = chatEntries(
      [room('quiet'), room('busy')],
      [direct('direct-1', said('direct-1', 5, 'hi')), direct('direct-2', null)],
      new Map([['busy', said('busy', 9, 'tea')]]),
      { busy: 2 },
    );
    expect(entries.map(({ slug, unread }) => [slug, unread])).toEqual([
      ['busy', 2],
      ['direct-1', 0],
      ['quiet', 0],
      ['direct-2', 0],
    ]);
  });

  it('shows of a thread whichever message is newer, and of the same its later state', () => {
    const listed = direct('direct-1', said('direct-1', 5, 'hi'));
    const last = (heard: Message) =>
      chatEntries([], [listed], new Map([['direct-1', heard]]), {})[0]!.last?.text;
    expect(last(said('direct-1', 6, 'there'))).toBe('there');
    expect(last(said('direct-1', 4, 'earlier'))).toBe('hi');
    expect(last(said('direct-1', 5, 'hi!', { revision: 3 }))).toBe('hi!');
  });
});

describe('withDirect', () => {
  it('replaces the thread and puts it first', () => {
    const changed = direct('b', said('b', 2, 'new'));
    const list = withDirect([direct('a', null), direct('b', null)], changed);
    expect(list.map(({ room }) => room)).toEqual(['b', 'a']);
    expect(list[0]).toBe(changed);
  });
});

describe('lastLabel', () => {
  const inRoom = (last: Message) => lastLabel({ slug: 'r', room: room('r'), last, unread: 0 }, 'ben');
  const inThread = (last: Message, ownId = 'ben') =>
    lastLabel({ slug: 'd', direct: direct('d', last), last, unread: 0 }, ownId);

  it('names who said it, but not the only other person', () => {
    expect(inRoom(said('r', 1, 'tea'))).toBe('Ana: tea');
    expect(inThread(said('d', 1, 'tea'))).toBe('tea');
    expect(inThread(said('d', 1, 'tea'), 'ana')).toBe('You: tea');
  });

  it('says what has no words', () => {
    expect(inRoom(said('r', 1, null))).toBe('Ana deleted a message');
    expect(inThread(said('d', 1, ''))).toBe('Sent an image');
    expect(lastLabel({ slug: 'r', unread: 0 }, 'ben')).toBe('');
  });
});
