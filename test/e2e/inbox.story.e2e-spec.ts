/** A user's unread messages are known to the server, and the same on all their devices. */
import { describe, expect, test } from '@jest/globals';
import { aGuest, aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { say } from '../support/messages.js';
import { answer } from '../support/rest.js';
import { aRoom, giveRole } from '../support/rooms.js';
import { receivesUnread, unreadOf } from '../support/unread.js';

interface Scene {
  room: string;
  ana: Device;
  ben: Device;
  /** Ben's, on another instance where there are several. */
  phone: Device;
}

/** Ana's private room, with ben, who has two devices. */
async function scene(): Promise<Scene> {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const { slug: room } = await aRoom(ana, { kind: 'private' });
  await giveRole(ana, room, ben, 'member').expect(200);
  const phone = await ben.device();
  for (const device of [ana, ben, phone]) await device.connect();
  return { room, ana, ben, phone };
}

test('both devices count what others said, one reads, both know', async () => {
  const { room, ana, ben, phone } = await scene();
  for (const device of [ben, phone])
    await expect(device.receives('inbox:unread')).resolves.toEqual({ total: 0, byRoom: {}, missedCalls: 0 });
  for (const text of ['one', 'two', 'three']) await say(ana, room, text);
  for (const device of [ben, phone]) await receivesUnread(device, { [room]: 3 });
  await expect(unreadOf(ben)).resolves.toEqual({ total: 3, byRoom: { [room]: 3 }, missedCalls: 0 });
  await expect(unreadOf(ana)).resolves.toMatchObject({ total: 0 });

  await expect(ben.emit('inbox:mark-read', { room, seq: 2 })).resolves.toEqual({ unread: 1 });
  for (const device of [ben, phone]) await receivesUnread(device, { [room]: 1 });
  const { body } = await answer(phone.rest.post('/api/inbox/read').send({ room, seq: 3 }).expect(200));
  expect(body).toEqual({ unread: 0 });
  for (const device of [ben, phone]) await receivesUnread(device, {});
  expect(ana.received('inbox:unread').every(({ total }) => total === 0)).toBe(true);
});

test('a mark never goes back, nor beyond what there is, also when two race', async () => {
  const { room, ana, ben, phone } = await scene();
  for (let i = 0; i < 10; i++) await say(ana, room, `${i}`);
  await ben.emit('inbox:mark-read', { room, seq: 8 });
  await expect(phone.emit('inbox:mark-read', { room, seq: 3 })).resolves.toEqual({ unread: 2 });
  await Promise.all(
    [9, 1, 4, 9, 0, 2].map((seq, i) => (i % 2 ? ben : phone).emit('inbox:mark-read', { room, seq })),
  );
  await expect(unreadOf(ben)).resolves.toMatchObject({ byRoom: { [room]: 1 } });
  await expect(ben.emit('inbox:mark-read', { room, seq: 2 ** 31 - 1 })).resolves.toEqual({ unread: 0 });
  await say(ana, room, 'one more');
  await receivesUnread(phone, { [room]: 1 });
});

describe('a thread that a device shows', () => {
  test('is read, and reads itself', async () => {
    const { room, ana, ben, phone } = await scene();
    await say(ana, room, 'before');
    await receivesUnread(phone, { [room]: 1 });
    await expect(ben.emit('inbox:open', { room })).resolves.toEqual({ room });
    for (const device of [ben, phone]) await receivesUnread(device, {});
    const { seq } = await say(ana, room, 'while it is open');
    await eventually(
      () => unreadOf(phone),
      ({ total }) => total === 0,
    );
    await expect(ben.emit('inbox:open', { room: null })).resolves.toEqual({ room: null });
    await say(ana, room, 'afterwards');
    for (const device of [ben, phone]) await receivesUnread(device, { [room]: 1 });
    await expect(phone.emit('inbox:mark-read', { room, seq })).resolves.toEqual({ unread: 1 });
  });

  test('not by a device that has shown another since, nor by one that is gone', async () => {
    const { room, ana, ben, phone } = await scene();
    const { slug: other } = await aRoom(ben, { kind: 'private' });
    await ben.emit('inbox:open', { room });
    await ben.emit('inbox:open', { room: other });
    await phone.emit('inbox:open', { room });
    phone.disconnect();
    await phone.connect();
    await say(ana, room, 'Anybody?');
    for (const device of [ben, phone]) await receivesUnread(device, { [room]: 1 });
  });

  test('no longer by a user who may not read it', async () => {
    const { room, ana, ben } = await scene();
    await ben.emit('inbox:open', { room });
    await ana.rest.delete(`/api/chat/rooms/${room}/members/${ben.id}`).expect(204);
    await ben.receives('room:removed');
    await giveRole(ana, room, ben, 'member').expect(200);
    await ben.receives('room:role-changed');
    await say(ana, room, 'You are back');
    await receivesUnread(ben, { [room]: 1 });
  });
});

test('an author has read what is there', async () => {
  const { room, ana, ben, phone } = await scene();
  await say(ana, room, 'Tea?');
  for (const device of [ben, phone]) await receivesUnread(device, { [room]: 1 });
  await say(phone, room, 'Yes');
  for (const device of [ben, phone]) await receivesUnread(device, {});
  await receivesUnread(ana, { [room]: 1 });
});

test('what is deleted is not unread, what is edited still is', async () => {
  const { room, ana, ben } = await scene();
  const [first, second] = [await say(ana, room, 'one'), await say(ana, room, 'two')];
  await receivesUnread(ben, { [room]: 2 });
  await ana.emit('message:edit', { room, id: first.id, text: 'One' });
  await ana.emit('message:delete', { room, id: second.id });
  await receivesUnread(ben, { [room]: 1 });
  await expect(unreadOf(ben)).resolves.toMatchObject({ total: 1 });
});

describe('whose rooms count', () => {
  test('a new member begins with nothing unread, also a second time', async () => {
    const { room, ana, ben } = await scene();
    const cleo = await aUser('cleo');
    await cleo.connect();
    await say(ana, room, 'before');
    await giveRole(ana, room, cleo, 'viewer').expect(200);
    await say(ana, room, 'after');
    await receivesUnread(cleo, { [room]: 1 });
    await giveRole(ana, room, cleo, 'member').expect(200);
    await expect(unreadOf(cleo)).resolves.toMatchObject({ byRoom: { [room]: 1 } });

    await ana.rest.delete(`/api/chat/rooms/${room}/members/${cleo.id}`).expect(204);
    await receivesUnread(cleo, {});
    await say(ana, room, 'without cleo');
    await giveRole(ana, room, cleo, 'member').expect(200);
    await expect(unreadOf(cleo)).resolves.toMatchObject({ total: 0 });
    await say(ana, room, 'with cleo');
    await receivesUnread(cleo, { [room]: 1 });
    await giveRole(ana, room, cleo, 'blocked').expect(200);
    await receivesUnread(cleo, {});
    await receivesUnread(ben, { [room]: 4 });
  });

  test('a public room counts once it was opened, for guests as well', async () => {
    const ana = await aUser('ana');
    const { slug: room } = await aRoom(ana);
    const [cleo, guest] = [await aUser('cleo'), await aGuest()];
    for (const device of [ana, cleo, guest]) await device.connect();
    await say(ana, room, 'one');
    await expect(unreadOf(cleo)).resolves.toMatchObject({ total: 0 });
    for (const device of [cleo, guest]) {
      await device.emit('inbox:open', { room });
      await device.emit('inbox:open', { room: null });
    }
    await say(ana, room, 'two');
    for (const device of [cleo, guest]) await receivesUnread(device, { [room]: 1 });
    await ana.rest.patch(`/api/chat/rooms/${room}`).send({ kind: 'private' }).expect(200);
    for (const device of [cleo, guest]) await receivesUnread(device, {});
    await ana.rest.patch(`/api/chat/rooms/${room}`).send({ kind: 'public' }).expect(200);
    for (const device of [cleo, guest]) await receivesUnread(device, { [room]: 1 });
    await ana.rest.delete(`/api/chat/rooms/${room}`).expect(204);
    for (const device of [cleo, guest]) await receivesUnread(device, {});
  });
});

test('marks stand in the export of what is known of a person', async () => {
  const { room, ana, ben } = await scene();
  await say(ana, room, 'one');
  await ben.emit('inbox:mark-read', { room, seq: 1 });
  const { body } = await answer<{ readMarks: object[] }>(ben.rest.get('/api/profile/export').expect(200));
  expect(body.readMarks).toMatchObject([{ seq: 1, room: { slug: room } }]);
});
