/** Direct threads in users' inboxes: new messages, and the list of threads. */
import { expect, test } from '@jest/globals';
import { aUser, type Device } from '../support/client.js';
import { aThread } from '../support/direct.js';
import { enter, say } from '../support/messages.js';
import { chatsOf, receivesUnread, unreadOf } from '../support/unread.js';

async function two(): Promise<{ ana: Device; ben: Device; room: string }> {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const { slug: room } = await aThread(ana, ben);
  for (const device of [ana, ben]) await device.connect();
  return { ana, ben, room };
}

test('what is new comes to the devices of both that do not show the thread', async () => {
  const { ana, ben, room } = await two();
  const [anasPhone, bensPhone] = [await ana.device(), await ben.device()];
  for (const device of [anasPhone, bensPhone]) await device.connect();
  await enter(ana, room);
  await bensPhone.emit('inbox:open', { room });

  const { id, seq } = await say(ana, room, 'Tea?');

  const lastMessage = { room, id, seq, text: 'Tea?', author: { id: ana.id } };
  const item = await ben.receives('inbox:item');
  expect(item).toMatchObject({ room, peer: { id: ana.id, username: ana.user.username }, lastMessage });
  await expect(anasPhone.receives('inbox:item')).resolves.toMatchObject({
    room,
    peer: { id: ben.id },
    lastMessage,
    unread: 0,
  });
  for (const device of [ben, bensPhone]) await receivesUnread(device, {});

  await bensPhone.emit('inbox:open', { room: null });
  await say(ana, room, 'Coffee?');
  for (const device of [ben, bensPhone])
    await expect(
      device.receives('inbox:item', ({ lastMessage }) => lastMessage?.seq === 2),
    ).resolves.toMatchObject({ unread: 1 });
  for (const device of [ana, bensPhone])
    expect(device.received('inbox:item').filter(({ lastMessage }) => lastMessage?.seq === 1)).toEqual([]);
  for (const device of [ben, bensPhone]) await receivesUnread(device, { [room]: 1 });
});

test('a message that is edited or deleted is so in the list, too', async () => {
  const { ana, ben, room } = await two();
  const { id } = await say(ana, room, 'Tee?');
  await ben.receives('inbox:item', ({ lastMessage }) => lastMessage?.text === 'Tee?');
  await ana.emit('message:edit', { room, id, text: 'Tea?' });
  await expect(
    ben.receives('inbox:item', ({ lastMessage }) => lastMessage?.text === 'Tea?'),
  ).resolves.toMatchObject({ unread: 1 });
  await ana.emit('message:delete', { room, id });
  await expect(
    ben.receives('inbox:item', ({ lastMessage }) => lastMessage?.text === null),
  ).resolves.toMatchObject({ unread: 0 });
});

test('the list has the latest activity first, page by page', async () => {
  const ben = await aUser('ben');
  const others = [await aUser('ana'), await aUser('cleo'), await aUser('dora')] as const;
  const rooms: string[] = [];
  for (const other of others) rooms.push((await aThread(ben, other)).slug);
  const [withAna, withCleo, withDora] = rooms as [string, string, string];
  await expect(chatsOf(ben)).resolves.toMatchObject({
    items: [withDora, withCleo, withAna].map((room) => ({ room, lastMessage: null, unread: 0 })),
    nextCursor: null,
  });

  for (const device of others) await device.connect();
  await say(others[1], withCleo, 'one');
  await say(others[0], withAna, 'two');
  await say(others[0], withAna, 'three');
  const first = await chatsOf(ben, 'limit=2');
  expect(first.items).toMatchObject([
    { room: withAna, peer: { id: others[0].id }, lastMessage: { text: 'three', seq: 2 }, unread: 2 },
    { room: withCleo, peer: { id: others[1].id }, lastMessage: { text: 'one' }, unread: 1 },
  ]);
  const second = await chatsOf(ben, `limit=2&cursor=${first.nextCursor}`);
  expect(second).toMatchObject({ items: [{ room: withDora }], nextCursor: null });

  await ben.rest.post('/api/inbox/read').send({ room: withAna, seq: 2 }).expect(200);
  expect((await chatsOf(ben)).items.map(({ unread }) => unread)).toEqual([0, 1, 0]);
  await expect(unreadOf(ben)).resolves.toMatchObject({ total: 1, byRoom: { [withCleo]: 1 } });
  await expect(chatsOf(others[0])).resolves.toMatchObject({ items: [{ room: withAna, unread: 0 }] });
});
