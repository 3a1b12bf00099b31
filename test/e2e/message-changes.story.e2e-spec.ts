/** Messages are edited, deleted and reacted to; a device that was offline learns of it. */
import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../src/messages/messages.protocol.js';
import { aUser, type Device } from '../support/client.js';
import { aChat, enter, historyOf, say, seqsOf } from '../support/messages.js';
import { answer, refusal } from '../support/rest.js';
import { giveRole } from '../support/rooms.js';

type Two = [Device, Device];

test('an author edits: everybody is notified, the history keeps the fact', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const { id } = await say(ben, room, 'Helo');
  const { message } = await ben.emit('message:edit', { room, id, text: `Hello @${ana.user.username}` });
  expect(message).toMatchObject({
    id,
    seq: 1,
    text: `Hello @${ana.user.username}`,
    mentions: [ana.id],
    editedAt: expect.any(String),
    revision: 1,
  });
  expect(message).not.toHaveProperty('changedBy');
  await expect(ana.receives('message:edited')).resolves.toEqual(message);
  // The same text again changes nothing.
  await ben.emit('message:edit', { room, id, text: message.text! });
  await expect(historyOf(ana, room)).resolves.toMatchObject({ messages: [message], revision: 1 });
  const found = await ana.rest
    .get(`/api/chat/rooms/${room}/messages/search`)
    .query({ q: 'helo' })
    .expect(200);
  expect(found.body).toEqual({ messages: [], hasMore: false });
});

test('a deleted message keeps its place, without its text', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const { id } = await say(ana, room, 'Oh no');
  await ben.emit('message:react', { room, id, emoji: '👍' });
  const { message } = await ana.emit('message:delete', { room, id });
  expect(message).toMatchObject({ id, seq: 1, text: null, deletedAt: expect.any(String), revision: 2 });
  expect(message).not.toHaveProperty('reactions');
  await expect(ben.receives('message:deleted')).resolves.toEqual(message);
  await expect(ana.emit('message:delete', { room, id })).resolves.toEqual({ message });
  await expect(historyOf(ben, room)).resolves.toMatchObject({ messages: [message], lastSeq: 1 });
  const code = 'message_deleted';
  await expect(ana.emit('message:edit', { room, id, text: 'Oh yes' })).rejects.toMatchObject({ code });
  await expect(ben.emit('message:react', { room, id, emoji: '👍' })).rejects.toMatchObject({ code });
});

test('a moderator may change what others said: it shows, and the audit log knows', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const [first, second] = [await say(ben, room, 'rude'), await say(ben, room, 'ruder')];
  const path = `/api/chat/rooms/${room}/messages`;
  const { body } = await answer<Message>(
    ana.rest.patch(`${path}/${first.id}`).send({ text: 'polite' }).expect(200),
  );
  expect(body).toMatchObject({ text: 'polite', author: { id: ben.id }, changedBy: ana.id });
  await ana.rest.delete(`${path}/${second.id}`).expect(204);
  await expect(ben.receives('message:deleted')).resolves.toMatchObject({
    id: second.id,
    text: null,
    changedBy: ana.id,
  });
  const { audit } = (await ben.rest.get('/api/profile/export').expect(200)).body as {
    audit: { reason: string | null }[];
  };
  const reasons = audit.map(({ reason }) => reason);
  expect(reasons).toEqual(expect.arrayContaining(['message_edit', 'message_delete']));
  expect(JSON.stringify(audit)).not.toMatch(/rude|polite/);
});

test('an admin of the room does not reach its owner', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const { id } = await say(ana, room, 'mine');
  await giveRole(ana, room, ben, 'admin').expect(200);
  await expect(ben.emit('message:delete', { room, id })).rejects.toMatchObject({ code: 'permission_denied' });
});

describe('reactions', () => {
  test('are counted, broadcast, and taken back', async () => {
    const { room, people } = await aChat(['ana', 'ben']);
    const [ana, ben] = people as Two;
    const { id } = await say(ana, room, 'Tea?');
    await expect(ben.emit('message:react', { room, id, emoji: '👍🏽' })).resolves.toEqual({
      reactions: [{ emoji: '👍🏽', count: 1, mine: true }],
    });
    await expect(ana.receives('message:reaction')).resolves.toEqual({
      room,
      id,
      seq: 1,
      emoji: '👍🏽',
      userId: ben.id,
      added: true,
      count: 1,
      revision: 1,
    });
    for (let i = 0; i < 2; i++)
      await expect(ana.emit('message:react', { room, id, emoji: '👍🏽' })).resolves.toEqual({
        reactions: [{ emoji: '👍🏽', count: 2, mine: true }],
      });
    await ben.emit('message:unreact', { room, id, emoji: '👍🏽' });
    await expect(ana.receives('message:reaction', ({ added }) => !added)).resolves.toMatchObject({
      userId: ben.id,
      count: 1,
    });
    expect((await historyOf(ben, room)).messages[0]?.reactions).toEqual([
      { emoji: '👍🏽', count: 1, mine: false },
    ]);
  });

  test('over REST are the same reactions', async () => {
    const { room, people } = await aChat(['ana', 'ben']);
    const [ana, ben] = people as Two;
    const { id } = await say(ana, room, 'Tea?');
    const path = (emoji: string) =>
      `/api/chat/rooms/${room}/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
    for (let i = 0; i < 2; i++)
      expect((await ben.rest.put(path('👩‍👩‍👧')).expect(200)).body).toEqual({
        reactions: [{ emoji: '👩‍👩‍👧', count: 1, mine: true }],
      });
    await expect(ana.receives('message:reaction')).resolves.toMatchObject({ emoji: '👩‍👩‍👧', added: true });
    for (let i = 0; i < 2; i++)
      expect((await ben.rest.delete(path('👩‍👩‍👧')).expect(200)).body).toEqual({ reactions: [] });
    await expect(ana.receives('message:reaction', ({ added }) => !added)).resolves.toMatchObject({
      count: 0,
    });
    for (const emoji of ['x', '👍👍', ' ']) {
      const problem = await refusal(ben.rest.put(path(emoji)), 400);
      expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ path: 'emoji' }] });
    }
    await refusal(ben.rest.put(path('x').replace(/x$/, '%ff')), 400);
    await ana.emit('message:delete', { room, id });
    expect((await refusal(ben.rest.put(path('👍')), 409)).code).toBe('message_deleted');
  });

  test.each(['', 'x', 'ok', '👍👍', '1', '<3', '👍 ', '\u200d', '🇩'])('%j is no emoji', async (emoji) => {
    const { room, people } = await aChat(['ana']);
    const { id } = await say(people[0]!, room, 'Tea?');
    await expect(people[0]!.emit('message:react', { room, id, emoji })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'emoji' }],
    });
  });

  test('there is a limit for each person, also of those in the same moment', async () => {
    const { room, people } = await aChat(['ana']);
    const ana = people[0]!;
    const { id } = await say(ana, room, 'Tea?');
    const emoji = [...'🍎🍐🍊🍋🍌🍉🍇🍓🍒🍑🥭🍍'];
    const answers = await Promise.allSettled(
      emoji.map((one) => ana.emit('message:react', { room, id, emoji: one })),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (const one of answers)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'too_many_reactions' });
    expect((await historyOf(ana, room)).messages[0]?.reactions).toHaveLength(10);
  });
});

test('a device that comes back gets what has changed meanwhile', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const ids: string[] = [];
  for (const text of ['one', 'two', 'three']) ids.push((await say(ana, room, text)).id);
  await ana.emit('message:edit', { room, id: ids[0]!, text: 'ONE' });
  await ben.receives('message:edited');
  ben.disconnect();
  await ana.emit('message:react', { room, id: ids[2]!, emoji: '🎉' });
  await ana.emit('message:delete', { room, id: ids[1]! });
  await say(ana, room, 'four');
  await ben.connect();
  const back = await ben.emit('room:join', { room, afterSeq: 3, afterRevision: 1 });
  expect(seqsOf(back.messages)).toEqual([4]);
  expect(back).toMatchObject({ lastSeq: 4, revision: 3, hasMoreChanged: false });
  expect(back.changed).toMatchObject([
    { seq: 3, text: 'three', reactions: [{ emoji: '🎉', count: 1, mine: false }] },
    { seq: 2, text: null },
  ]);
});

test('a device learns within seconds how far the room has come', async () => {
  const { room, people } = await aChat(['ana']);
  await say(people[0]!, room, 'one');
  await expect(people[0]!.receives('room:head', ({ lastSeq }) => lastSeq === 1)).resolves.toEqual({
    room,
    lastSeq: 1,
    revision: 0,
  });
});

describe('a user who may no longer be there', () => {
  test('is taken out at once, and cannot send', async () => {
    const { room, people } = await aChat(['ana', 'ben']);
    const [ana, ben] = people as Two;
    await giveRole(ana, room, ben, 'blocked').expect(200);
    await expect(ben.receives('room:left')).resolves.toEqual({ room, reason: 'removed' });
    await say(ana, room, 'He is gone');
    for (const event of ['message:send', 'room:typing', 'room:join'] as const)
      await expect(
        ben.emitAnything(event, { room, ...(event === 'message:send' && { clientId: 'x', text: 'x' }) }),
      ).rejects.toMatchObject({ code: 'permission_denied' });
    expect(ben.received('message:new')).toEqual([]);
    await giveRole(ana, room, ben, 'viewer').expect(200);
    await enter(ben, room);
    await expect(say(ben, room, 'x')).rejects.toMatchObject({ code: 'permission_denied' });
  });

  test('leaves a private room with the role, and every room that is deleted', async () => {
    const { room, people } = await aChat(['ana'], { kind: 'private' });
    const [ana, ben, cleo] = [people[0]!, await aUser('ben'), await aUser('cleo')];
    for (const person of [ben, cleo]) {
      await giveRole(ana, room, person, 'member').expect(200);
      await enter(person, room);
    }
    await ana.rest.delete(`/api/chat/rooms/${room}/members/${ben.id}`).expect(204);
    await expect(ben.receives('room:left')).resolves.toEqual({ room, reason: 'removed' });
    await expect(say(ben, room, 'x')).rejects.toMatchObject({ code: 'room_not_found' });
    await ana.rest.delete(`/api/chat/rooms/${room}`).expect(204);
    await expect(cleo.receives('room:left')).resolves.toEqual({ room, reason: 'closed' });
    await expect(say(cleo, room, 'x')).rejects.toMatchObject({ code: 'room_not_found' });
  });

  test('an archive is read only', async () => {
    const { room, people } = await aChat(['ana', 'ben']);
    const [ana, ben] = people as Two;
    const { id } = await say(ben, room, 'before');
    await ana.rest.patch(`/api/chat/rooms/${room}`).send({ archived: true }).expect(200);
    await expect(say(ben, room, 'after')).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(ben.emit('message:edit', { room, id, text: 'x' })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await expect(ben.emit('message:delete', { room, id })).resolves.toMatchObject({
      message: { text: null },
    });
  });
});

test('an account that ends takes its words along, not the numbers of others', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const first = await say(ana, room, 'stays');
  await say(ben, room, 'my secret');
  await ben.emit('message:react', { room, id: first.id, emoji: '👍' });
  const exported = await ben.rest.get('/api/profile/export').expect(200);
  expect(exported.body).toMatchObject({
    messages: { messages: [{ seq: 2, text: 'my secret' }], reactions: [{ emoji: '👍' }] },
  });
  await ben.rest.delete('/api/profile').send({ password: 'seven otters juggle lanterns' }).expect(204);
  const { messages } = await historyOf(ana, room);
  expect(messages).toMatchObject([
    { seq: 1, text: 'stays' },
    { seq: 2, text: null },
  ]);
  expect(messages[0]).not.toHaveProperty('reactions');
  expect(JSON.stringify(messages)).not.toContain(ben.user.username);
});
