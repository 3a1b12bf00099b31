/** Rooms: there is one from the start, people make others, give each other roles, and rooms end. */
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { PersonalExport } from '../../src/accounts/accounts.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { Room, RoomMember, RoomView } from '../../src/rooms/rooms.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { aRoom, giveRole } from '../support/rooms.js';

const room = async (device: Device, slug: string) =>
  (await answer<RoomView>(device.rest.get(`/api/chat/rooms/${slug}`).expect(200))).body;
const members = async (device: Device, slug: string) =>
  (await answer<Page<RoomMember>>(device.rest.get(`/api/chat/rooms/${slug}/members`).expect(200))).body.items;
const rooms = (device: Device, query = '') =>
  answer<Page<RoomView>>(device.rest.get(`/api/chat/rooms${query}`).expect(200));

describe('the public room', () => {
  test('is known to anybody, signed in or not', async () => {
    const asked = supertest(instanceUrl()).get('/api/chat/public-room').expect(200);
    const { body } = await answer<Room>(asked);
    expect(body).toEqual({
      id: expect.any(String),
      slug: 'public',
      name: expect.any(String),
      kind: 'public',
      hasChat: true,
      hasVoice: true,
      createdAt: expect.any(String),
      archivedAt: null,
    });
    expect(await room(await aUser('ana'), 'public')).toEqual({
      ...body,
      role: null,
      may: ['read', 'write', 'speak'],
    });
    expect(await room(await aGuest(), 'public')).toMatchObject({ role: null, may: ['read'] });
  });

  test('is looked after by users who may manage rooms, and stays', async () => {
    const admin = await aUser('admin');
    await grant(admin, 'admin');
    const eve = await aUser('eve');
    await giveRole(admin, 'public', eve, 'blocked').expect(200);
    expect((await refusal(eve.rest.get('/api/chat/rooms/public'), 403)).code).toBe('permission_denied');
    await admin.rest.delete(`/api/chat/rooms/public/members/${eve.id}`).expect(204);
    await room(eve, 'public');
    for (const request of [
      admin.rest.delete('/api/chat/rooms/public'),
      admin.rest.patch('/api/chat/rooms/public').send({ kind: 'private' }),
      admin.rest.patch('/api/chat/rooms/public').send({ archived: true }),
    ])
      expect((await refusal(request, 409)).code).toBe('public_room_stays');
  });
});

describe('a new room', () => {
  test('belongs to the user who made it, and has a slug made of its name', async () => {
    const ana = await aUser('ana');
    const name = `Zoë's  Küche ${ana.id.slice(0, 8)}`;
    const made = await aRoom(ana, { name, kind: 'private' });
    expect(made).toMatchObject({
      slug: `zoe-s-kuche-${ana.id.slice(0, 8)}`,
      name: name.replace('  ', ' '),
      kind: 'private',
      role: 'owner',
      may: ['read', 'write', 'speak', 'moderate', 'manage', 'delete'],
    });
    expect(await room(ana, made.slug)).toEqual(made);
    expect(await members(ana, made.slug)).toMatchObject([{ userId: ana.id, role: 'owner' }]);
    // The same name again.
    const other = await aRoom(await aUser('ben'), { name });
    expect(other.slug).toMatch(new RegExp(`^${made.slug}-[a-z0-9]{6}$`));
    const kanji = await aRoom(ana, { name: '東京' });
    expect(kanji.slug).toMatch(/^room-[a-z0-9]{6}$/);
  });

  test('may have a slug that no other room has, also when several ask at once', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const slug = `kitchen-${ana.id.slice(0, 8)}`;
    const ask = (device: Device) =>
      device.rest.post('/api/chat/rooms').send({ name: 'Kitchen', slug, kind: 'public' });
    const statuses = await Promise.all(
      [ask(ana), ask(ben), ask(ana), ask(ben)].map(async (one) => (await one).status),
    );
    expect(statuses.sort()).toEqual([201, 409, 409, 409]);
    expect(await refusal(ask(ana), 409)).toMatchObject({ code: 'slug_taken', errors: [{ path: 'slug' }] });
  });

  test('stands in the lists of users who have a role there, the latest first, page by page', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const made: string[] = [];
    for (let i = 0; i < 3; i++) made.unshift((await aRoom(ana)).slug);
    await giveRole(ana, made[1]!, ben, 'viewer').expect(200);
    const first = (await rooms(ana, '?limit=2')).body;
    expect(first.items.map(({ slug }) => slug)).toEqual(made.slice(0, 2));
    const second = (await rooms(ana, `?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second).toMatchObject({ items: [{ slug: made[2], role: 'owner' }], nextCursor: null });
    expect((await rooms(ben)).body.items).toMatchObject([{ slug: made[1], role: 'viewer', may: ['read'] }]);
    await giveRole(ana, made[1]!, ben, 'blocked').expect(200);
    expect((await rooms(ben)).body.items).toEqual([]);
  });
});

describe('roles', () => {
  test('are given, announced to every device, and taken', async () => {
    const ana = await aUser('ana');
    const { slug } = await aRoom(ana, { kind: 'private' });
    const ben = await aUser('ben');
    const tablet = await ben.device();
    await Promise.all([ben.connect(), tablet.connect()]);

    const given = await answer<RoomMember>(giveRole(ana, slug, ben, 'member').expect(200));
    expect(given.body).toMatchObject({ userId: ben.id, username: ben.user.username, role: 'member' });
    for (const device of [ben, tablet])
      await expect(device.receives('room:role-changed')).resolves.toEqual({ room: slug, role: 'member' });
    expect(await members(ben, slug)).toMatchObject([{ userId: ana.id }, { userId: ben.id, role: 'member' }]);

    await ana.rest.delete(`/api/chat/rooms/${slug}/members/${ben.id}`).expect(204);
    for (const device of [ben, tablet])
      await expect(device.receives('room:removed')).resolves.toEqual({ room: slug });
    expect((await refusal(ben.rest.get(`/api/chat/rooms/${slug}`), 404)).code).toBe('room_not_found');
  });

  test('a blocked user stands in the list for moderators only', async () => {
    const [ana, ben, eve] = [await aUser('ana'), await aUser('ben'), await aUser('eve')];
    const { slug } = await aRoom(ana);
    await giveRole(ana, slug, eve, 'blocked').expect(200);
    const admin = await aUser('dan');
    await grant(admin, 'admin');
    for (const moderator of [ana, admin])
      expect(await members(moderator, slug)).toMatchObject([
        { userId: ana.id },
        { userId: eve.id, role: 'blocked' },
      ]);
    expect(await members(ben, slug)).toMatchObject([{ userId: ana.id }]);
  });

  test('members come page by page', async () => {
    const ana = await aUser('ana');
    const { slug } = await aRoom(ana);
    const others = [await aUser('ben'), await aUser('cleo')];
    for (const other of others) await giveRole(ana, slug, other, 'member').expect(200);
    const page = (query: string) =>
      answer<Page<RoomMember>>(ana.rest.get(`/api/chat/rooms/${slug}/members?limit=2${query}`).expect(200));
    const first = (await page('')).body;
    const second = (await page(`&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ userId }) => userId)).toEqual(
      [ana, ...others].map(({ id }) => id),
    );
    expect(second.nextCursor).toBeNull();
  });

  test('one may leave, and give up what one is', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana, { kind: 'private' });
    await giveRole(ana, slug, ben, 'owner').expect(200);
    await giveRole(ana, slug, ana, 'admin').expect(200);
    expect(await room(ana, slug)).toMatchObject({ role: 'admin' });
    await ana.rest.delete(`/api/chat/rooms/${slug}/members/${ana.id}`).expect(204);
    await refusal(ana.rest.get(`/api/chat/rooms/${slug}`), 404);
  });

  test('somebody has to remain who owns the room, also when two go at once', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana);
    for (const request of [
      giveRole(ana, slug, ana, 'member'),
      ana.rest.delete(`/api/chat/rooms/${slug}/members/${ana.id}`),
    ])
      expect((await refusal(request, 409)).code).toBe('last_owner');
    await giveRole(ana, slug, ben, 'owner').expect(200);
    const leave = (device: Device) =>
      device.rest.delete(`/api/chat/rooms/${slug}/members/${device.id}`).then(({ status }) => status);
    expect((await Promise.all([leave(ana), leave(ben)])).sort()).toEqual([204, 409]);
  });

  test('of two owners who demote each other at once one is an owner still', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana);
    await giveRole(ana, slug, ben, 'owner').expect(200);
    const statuses = await Promise.all([
      giveRole(ana, slug, ben, 'member').then(({ status }) => status),
      giveRole(ben, slug, ana, 'member').then(({ status }) => status),
    ]);
    expect(statuses.sort()).toEqual([200, 403]);
  });
});

describe('a room changes', () => {
  test('its name, what it has, and whether it is an archive', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana);
    const change = (body: object) => ana.rest.patch(`/api/chat/rooms/${slug}`).send(body).expect(200);
    expect((await change({ name: 'Library', hasVoice: false })).body).toMatchObject({
      name: 'Library',
      hasVoice: false,
    });
    expect((await room(ben, slug)).may).toEqual(['read', 'write']);
    await change({ hasVoice: true, archived: true });
    expect(await room(ben, slug)).toMatchObject({ archivedAt: expect.any(String), may: ['read'] });
    await change({ archived: false });
    expect(await room(ben, slug)).toMatchObject({ archivedAt: null, may: ['read', 'write', 'speak'] });
    await change({ kind: 'private' });
    expect((await refusal(ben.rest.get(`/api/chat/rooms/${slug}`), 404)).code).toBe('room_not_found');
  });

  test('and ends: nobody finds it, and its slug leads to no other room', async () => {
    const ana = await aUser('ana');
    const { slug } = await aRoom(ana);
    await ana.rest.delete(`/api/chat/rooms/${slug}`).expect(204);
    expect((await refusal(ana.rest.get(`/api/chat/rooms/${slug}`), 404)).code).toBe('room_not_found');
    expect((await rooms(ana)).body.items).toEqual([]);
    const again = ana.rest.post('/api/chat/rooms').send({ name: 'Again', slug, kind: 'public' });
    expect((await refusal(again, 409)).code).toBe('slug_taken');
  });
});

describe('an account', () => {
  test('is exported with its rooms', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana);
    await giveRole(ana, slug, ben, 'viewer').expect(200);
    const { body } = await answer<PersonalExport & { rooms: object; voice: object }>(
      ben.rest.get('/api/profile/export').expect(200),
    );
    expect(body.rooms).toMatchObject({ memberships: [{ role: 'viewer', room: { slug } }], created: [] });
    expect(body.voice).toEqual([]);
  });

  test('that ends leaves its rooms to the others; one of its own alone ends with it', async () => {
    const [ana, ben, cleo] = [await aUser('ana'), await aUser('ben'), await aUser('cleo')];
    const shared = await aRoom(ana, { kind: 'private' });
    const own = await aRoom(ana, { kind: 'private', name: 'Diary' });
    await giveRole(ana, shared.slug, cleo, 'member').expect(200);
    await giveRole(ana, shared.slug, ben, 'admin').expect(200);
    await ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
    expect(await room(ben, shared.slug)).toMatchObject({ role: 'owner' });
    expect(await members(cleo, shared.slug)).toMatchObject([{ userId: cleo.id }, { userId: ben.id }]);
    const admin = await aUser('admin');
    await grant(admin, 'admin');
    await refusal(admin.rest.get(`/api/chat/rooms/${own.slug}`), 404);
  });
});
