/** A moderator makes a user read-only for a while: at once, on every device, and until the time is over. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { PersonalExport } from '../../src/accounts/accounts.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { RoomMute, RoomView } from '../../src/rooms/rooms.protocol.js';
import { aUser, type Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aChat, enter, say } from '../support/messages.js';
import { answer, refusal } from '../support/rest.js';
import { accept, anInvitation, aRoom, aVoiceChannel, giveRole, mute } from '../support/rooms.js';

const unmute = (moderator: Device, room: string, person: Device) =>
  moderator.rest.delete(`/api/chat/rooms/${room}/members/${person.id}/mute`);
const mutesOf = (moderator: Device, room: string, query = '') =>
  answer<Page<RoomMute>>(moderator.rest.get(`/api/chat/rooms/${room}/mutes${query}`).expect(200));
const view = async (person: Device, room: string) =>
  (await answer<RoomView>(person.rest.get(`/api/chat/rooms/${room}`).expect(200))).body;

test('somebody without a role is muted on every device, reads on, and is heard again afterwards', async () => {
  const { room, people } = await aChat(['ana', 'eve']);
  const [ana, eve] = people as [Device, Device];
  const tablet = await eve.device();
  await enter(tablet, room);
  const before = await say(eve, room, 'once');

  const { body } = await answer<RoomMute>(mute(ana, room, eve).expect(200));
  expect(body).toMatchObject({ user: { id: eve.id, username: eve.user.username }, mutedBy: ana.id });
  for (const device of [eve, tablet]) {
    await expect(device.receives('room:muted')).resolves.toEqual({ room, until: body.until });
    const refused = { code: 'muted', retryable: true, retryAfterMs: expect.any(Number) };
    await expect(say(device, room, 'again')).rejects.toMatchObject(refused);
    await expect(device.emit('message:edit', { room, id: before.id, text: 'x' })).rejects.toMatchObject(
      refused,
    );
    await expect(device.emit('message:react', { room, id: before.id, emoji: '👍' })).rejects.toMatchObject(
      refused,
    );
    await expect(device.emit('room:typing', { room })).rejects.toMatchObject(refused);
    await expect(device.emit('voice:join', { room })).rejects.toMatchObject(refused);
  }
  expect(await view(eve, room)).toMatchObject({ may: ['read'], mutedUntil: body.until });
  expect((await mutesOf(ana, room)).body.items).toEqual([body]);
  await say(ana, room, 'quiet now');
  await tablet.receives('message:new', ({ text }) => text === 'quiet now');
  // The user may still delete their own messages.
  await eve.emit('message:delete', { room, id: before.id });

  await unmute(ana, room, eve).expect(204);
  await expect(eve.receives('room:muted')).resolves.toEqual({ room, until: null });
  await say(tablet, room, 'sorry');
  expect(await view(eve, room)).not.toHaveProperty('mutedUntil');
  expect((await mutesOf(ana, room)).body.items).toEqual([]);
  await unmute(ana, room, eve).expect(204);
});

test('it ends by itself', async () => {
  const { room, people } = await aChat(['ana', 'eve']);
  const [ana, eve] = people as [Device, Device];
  await mute(ana, room, eve, { forS: 1 }).expect(200);
  await eventually(
    () => say(eve, room, 'here again'),
    ({ seq }) => seq > 0,
  );
  expect((await mutesOf(ana, room)).body.items).toEqual([]);
});

test('until a time, and the latest word counts', async () => {
  const { room, people } = await aChat(['ana', 'eve']);
  const [ana, eve] = people as [Device, Device];
  const until = new Date(Date.now() + 3_600_000).toISOString();
  expect((await answer<RoomMute>(mute(ana, room, eve, { until }).expect(200))).body.until).toBe(until);
  const later = (await answer<RoomMute>(mute(ana, room, eve, { forS: 86_400 }).expect(200))).body.until;
  expect(Date.parse(later)).toBeGreaterThan(Date.parse(until));
  expect(await view(eve, room)).toMatchObject({ mutedUntil: later });
});

test('nobody gets out of it: not by leaving and coming back, a link, another role or another kind of room', async () => {
  const [ana, eve] = [await aUser('ana'), await aUser('eve')];
  const { slug } = await aRoom(ana, { kind: 'private' });
  const { token } = await anInvitation(ana, slug);
  await accept(eve, token).expect(200);
  await mute(ana, slug, eve).expect(200);
  const post = () =>
    eve.rest.post(`/api/chat/rooms/${slug}/messages`).send({ clientId: randomUUID(), text: 'x' });
  expect((await refusal(post(), 403)).code).toBe('muted');
  await eve.rest.delete(`/api/chat/rooms/${slug}/members/${eve.id}`).expect(204);
  await refusal(post(), 404);
  await accept(eve, token).expect(200);
  expect((await refusal(post(), 403)).code).toBe('muted');
  await giveRole(ana, slug, eve, 'admin').expect(200);
  expect((await refusal(post(), 403)).code).toBe('muted');
  await ana.rest.patch(`/api/chat/rooms/${slug}`).send({ kind: 'public' }).expect(200);
  await eve.rest.delete(`/api/chat/rooms/${slug}/members/${eve.id}`).expect(204);
  expect((await refusal(post(), 403)).code).toBe('muted');
});

test('a user in the voice channel is taken out, and stays out until then', async () => {
  const { room, peers } = await aVoiceChannel('ana', 'eve');
  const [ana, eve] = peers.map(({ device }) => device) as [Device, Device];
  await mute(ana, room, eve).expect(200);
  const { peerId } = peers[1]!;
  for (const device of [ana, eve])
    await expect(device.receives('voice:left')).resolves.toEqual({ room, peerId, reason: 'removed' });
  await expect(eve.emit('voice:join', { room })).rejects.toMatchObject({ code: 'muted' });
  await unmute(ana, room, eve).expect(204);
  await eve.emit('voice:join', { room });
});

describe('who may mute whom', () => {
  test('moderators those below them, nobody themselves', async () => {
    const [ana, ben, cem, eve] = [
      await aUser('ana'),
      await aUser('ben'),
      await aUser('cem'),
      await aUser('eve'),
    ];
    const { slug } = await aRoom(ana);
    await giveRole(ana, slug, ben, 'admin').expect(200);
    await giveRole(ana, slug, cem, 'admin').expect(200);
    await giveRole(ana, slug, eve, 'member').expect(200);
    for (const [actor, target] of [
      [ben, ana],
      [ben, cem],
      [ben, ben],
      [ana, ana],
      [eve, ben],
      [eve, eve],
    ] as const) {
      expect((await refusal(mute(actor, slug, target), 403)).code).toBe('permission_denied');
      expect((await refusal(unmute(actor, slug, target), 403)).code).toBe('permission_denied');
    }
    await mute(ben, slug, eve).expect(200);
    await mute(ana, slug, ben).expect(200);
    // Nor while muted.
    expect((await refusal(unmute(ben, slug, ben), 403)).code).toBe('muted');
    expect((await refusal(unmute(ben, slug, eve), 403)).code).toBe('muted');
    await unmute(cem, slug, eve).expect(204);
  });

  test('a private room mutes its own people only, and discloses itself to nobody else', async () => {
    const [ana, eve] = [await aUser('ana'), await aUser('eve')];
    const { slug } = await aRoom(ana, { kind: 'private' });
    await eve.connect();
    expect((await refusal(mute(ana, slug, eve), 404)).code).toBe('member_not_found');
    await unmute(ana, slug, eve).expect(204);
    await eve.emit('presence:ping', {});
    expect(eve.received('room:muted')).toEqual([]);
  });

  test('nobody whom there is not', async () => {
    const ana = await aUser('ana');
    const { slug } = await aRoom(ana);
    const path = `/api/chat/rooms/${slug}/members`;
    expect((await refusal(ana.rest.put(`${path}/${randomUUID()}/mute`).send({ forS: 60 }), 404)).code).toBe(
      'user_not_found',
    );
    await refusal(ana.rest.put(`${path}/eve/mute`).send({ forS: 60 }), 400);
    await refusal(ana.rest.delete(`${path}/eve/mute`), 400);
  });
});

test.each([
  {},
  { forS: 0 },
  { forS: -1 },
  { forS: 31_536_001 },
  { forS: '60' },
  { forS: 1.5 },
  { forS: null },
  { until: null },
  { until: 'tomorrow' },
  { until: '2020-01-01T00:00:00Z' },
  { until: '9999-12-31T23:59:59Z' },
  { until: '+275760-09-13T00:00:00Z' },
  { until: new Date(Date.now() + 60_000).toISOString(), forS: 60 },
  { forS: 60, by: 'eve' },
])('the wish %j is refused', async (wish) => {
  const [ana, eve] = [await aUser('ana'), await aUser('eve')];
  const { slug } = await aRoom(ana);
  expect((await refusal(mute(ana, slug, eve, wish), 400)).code).toBe('validation_failed');
  expect(await view(eve, slug)).not.toHaveProperty('mutedUntil');
});

test('pages of the muted, the latest first', async () => {
  const ana = await aUser('ana');
  const { slug } = await aRoom(ana);
  const people = [await aUser('a'), await aUser('b'), await aUser('c')];
  for (const person of people) await mute(ana, slug, person).expect(200);
  const ids = people.map(({ id }) => id).reverse();
  const first = (await mutesOf(ana, slug, '?limit=2')).body;
  expect(first.items.map(({ user }) => user.id)).toEqual(ids.slice(0, 2));
  const second = (await mutesOf(ana, slug, `?limit=2&cursor=${first.nextCursor}`)).body;
  expect(second).toMatchObject({ items: [{ user: { id: ids[2] } }], nextCursor: null });
  await refusal(ana.rest.get(`/api/chat/rooms/${slug}/mutes?cursor=x`), 400);
});

test('stands in the export without who did it, and goes with either account', async () => {
  const [ana, eve, ben] = [await aUser('ana'), await aUser('eve'), await aUser('ben')];
  const { slug } = await aRoom(ana);
  await giveRole(ana, slug, ben, 'owner').expect(200);
  await mute(ana, slug, eve).expect(200);
  const { body, text } = await answer<PersonalExport>(eve.rest.get('/api/profile/export').expect(200));
  expect(body.rooms).toMatchObject({ mutes: [{ room: { slug } }] });
  expect(text).not.toContain(ana.id);
  await ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  expect((await mutesOf(ben, slug)).body.items).toMatchObject([{ user: { id: eve.id }, mutedBy: null }]);
  await eve.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  expect((await mutesOf(ben, slug)).body.items).toEqual([]);
});
