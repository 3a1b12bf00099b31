/** Ana sends a link; each user who opens it gets a role in her room, as often and for as long as she allowed. */
import { describe, expect, test } from '@jest/globals';
import type { PersonalExport } from '../../src/accounts/accounts.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { InvitationPreview, RoomInvitation, RoomView } from '../../src/rooms/rooms.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { enter, say } from '../support/messages.js';
import { answer, refusal } from '../support/rest.js';
import { grant, withdraw } from '../support/roles.js';
import { accept, anInvitation, aRoom, giveRole } from '../support/rooms.js';

const accepted = async (person: Device, token: string) =>
  (await answer<RoomView>(accept(person, token).expect(200))).body;
const preview = (person: Device, token: string) =>
  person.rest.post('/api/chat/invitations/preview').send({ token });
const open = async (person: Device, room: string) =>
  (await answer<Page<RoomInvitation>>(person.rest.get(`/api/chat/rooms/${room}/invitations`).expect(200)))
    .body.items;
const doesNotWork = async (person: Device, token: string) => {
  for (const request of [preview(person, token), accept(person, token)])
    expect((await refusal(request, 404)).code).toBe('invitation_not_found');
};

describe('a link', () => {
  test('is shown once, says where it leads, and lets people in', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug, name } = await aRoom(ana, { kind: 'private' });
    const made = await anInvitation(ana, slug);
    expect(made).toMatchObject({ role: 'member', maxUses: null, uses: 0, createdBy: { id: ana.id } });
    expect(made.link).toMatch(/^https?:\/\/[^/]+\/#invite=join_[\w-]{43}$/);
    expect(made.link).toContain(made.token);
    const days = (Date.parse(made.expiresAt) - Date.parse(made.createdAt)) / 86_400_000;
    expect(days).toBeCloseTo(7, 2);

    const { body } = await answer<InvitationPreview>(preview(ben, made.token).expect(200));
    expect(body).toEqual({
      room: { slug, name, kind: 'private' },
      role: 'member',
      invitedBy: { id: ana.id, username: ana.user.username, displayName: ana.user.displayName },
      expiresAt: made.expiresAt,
      isMember: false,
    });
    await refusal(ben.rest.get(`/api/chat/rooms/${slug}`), 404);

    const tablet = await ben.device();
    await Promise.all([ben.connect(), tablet.connect()]);
    expect(await accepted(ben, made.token)).toMatchObject({ slug, role: 'member' });
    for (const device of [ben, tablet])
      await expect(device.receives('room:role-changed')).resolves.toEqual({ room: slug, role: 'member' });
    await enter(tablet, slug);
    await expect(say(tablet, slug, 'hello')).resolves.toMatchObject({ seq: 1 });

    const { token: _token, link: _link, ...shown } = made;
    expect(await open(ana, slug)).toEqual([{ ...shown, uses: 1 }]);
    expect((await answer<InvitationPreview>(preview(ben, made.token).expect(200))).body.isMember).toBe(true);
  });

  test('works as often as was said, and twice for the same person counts once', async () => {
    const ana = await aUser('ana');
    const { slug } = await aRoom(ana, { kind: 'private' });
    const { token } = await anInvitation(ana, slug, { maxUses: 2, role: 'viewer', expiresInS: 60 });
    const [ben, cem, dan] = [await aUser('ben'), await aGuest('Cem'), await aUser('dan')];
    await accepted(ben, token);
    await accepted(ben, token);
    expect((await open(ana, slug))[0]).toMatchObject({ uses: 1, maxUses: 2 });
    expect(await accepted(cem, token)).toMatchObject({ role: 'viewer', may: ['read'] });
    await doesNotWork(dan, token);
    expect(await open(ana, slug)).toEqual([]);
  });

  test('ends when it is revoked, by any moderator', async () => {
    const [ana, ben, cem] = [await aUser('ana'), await aUser('ben'), await aUser('cem')];
    const { slug } = await aRoom(ana, { kind: 'private' });
    await giveRole(ana, slug, ben, 'admin').expect(200);
    const { token, id } = await anInvitation(ana, slug);
    const path = `/api/chat/rooms/${slug}/invitations/${id}`;
    await ben.rest.delete(path).expect(204);
    await doesNotWork(cem, token);
    expect((await refusal(ben.rest.delete(path), 404)).code).toBe('invitation_not_found');
  });

  test('works for as long as its author may moderate', async () => {
    const [ana, ben, cem] = [await aUser('ana'), await aUser('ben'), await aUser('cem')];
    const { slug } = await aRoom(ana, { kind: 'private' });
    await giveRole(ana, slug, ben, 'admin').expect(200);
    const { token } = await anInvitation(ben, slug);
    await giveRole(ana, slug, ben, 'member').expect(200);
    await doesNotWork(cem, token);
    await giveRole(ana, slug, ben, 'admin').expect(200);
    await preview(cem, token).expect(200);
    await ana.rest.put(`/api/chat/rooms/${slug}/members/${ben.id}/mute`).send({ forS: 600 }).expect(200);
    await doesNotWork(cem, token);
    await ana.rest.delete(`/api/chat/rooms/${slug}/members/${ben.id}/mute`).expect(204);
    await ben.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
    await doesNotWork(cem, token);
    expect(await open(ana, slug)).toEqual([]);
  });

  test('of somebody who manages rooms by a permission goes with it', async () => {
    const [admin, ben] = [await aUser('admin'), await aUser('ben')];
    await grant(admin, 'admin');
    const { token } = await anInvitation(admin, 'public');
    expect(await accepted(ben, token)).toMatchObject({ slug: 'public', role: 'member' });
    await withdraw(admin, 'admin');
    await doesNotWork(await aUser('cem'), token);
  });

  test('leads nowhere when the room is archived or gone', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana, { kind: 'private' });
    const { token } = await anInvitation(ana, slug);
    await ana.rest.patch(`/api/chat/rooms/${slug}`).send({ archived: true }).expect(200);
    await doesNotWork(ben, token);
    await ana.rest.patch(`/api/chat/rooms/${slug}`).send({ archived: false }).expect(200);
    await preview(ben, token).expect(200);
    await ana.rest.delete(`/api/chat/rooms/${slug}`).expect(204);
    await doesNotWork(ben, token);
  });
});

describe('a user who already has a role', () => {
  test.each([
    ['private', 'owner', 'member', 'owner'],
    ['private', 'admin', 'member', 'admin'],
    ['private', 'member', 'viewer', 'member'],
    ['private', 'viewer', 'member', 'member'],
    ['public', 'viewer', 'member', 'viewer'],
    ['public', 'member', 'viewer', 'member'],
  ] as const)('in a %s room as %s, invited as %s, is %s afterwards', async (kind, has, offered, then) => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana, { kind });
    await giveRole(ana, slug, ben, has).expect(200);
    const { token } = await anInvitation(ana, slug, { role: offered });
    expect(await accepted(ben, token)).toMatchObject({ role: then });
  });

  test('and in a public room nobody becomes less than they are without one', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana);
    const { token } = await anInvitation(ana, slug, { role: 'viewer' });
    expect(await accepted(ben, token)).toMatchObject({ role: null, may: ['read', 'write', 'speak'] });
  });

  test.each(['public', 'private'] as const)('a user who is blocked in a %s room stays out', async (kind) => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana, { kind });
    const { token } = await anInvitation(ana, slug);
    await giveRole(ana, slug, ben, 'blocked').expect(200);
    for (const request of [preview(ben, token), accept(ben, token)])
      expect((await refusal(request, 403)).code).toBe('permission_denied');
    expect((await open(ana, slug))[0]).toMatchObject({ uses: 0 });
  });
});

test('twenty at once, and as many come in as were invited', async () => {
  const ana = await aUser('ana');
  const { slug } = await aRoom(ana, { kind: 'private' });
  const { token } = await anInvitation(ana, slug, { maxUses: 7 });
  const people = await Promise.all(Array.from({ length: 20 }, (_, i) => aUser(`p${i}`)));
  const statuses = await Promise.all(people.map(async (person) => (await accept(person, token)).status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(7);
  expect(statuses.filter((status) => status === 404)).toHaveLength(13);
  const { body } = await answer<Page<unknown>>(
    ana.rest.get(`/api/chat/rooms/${slug}/members?limit=100`).expect(200),
  );
  expect(body.items).toHaveLength(8);
});

test('twice at once by the same person counts once', async () => {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const { slug } = await aRoom(ana, { kind: 'private' });
  const { token } = await anInvitation(ana, slug, { maxUses: 3 });
  const devices = [ben, await ben.device()];
  await Promise.all([...devices, ...devices].map((device) => accept(device, token).expect(200)));
  expect((await open(ana, slug))[0]).toMatchObject({ uses: 1 });
});

test('a room has so many links and no more', async () => {
  const ana = await aUser('ana');
  const { slug } = await aRoom(ana, { kind: 'private' });
  const make = () => ana.rest.post(`/api/chat/rooms/${slug}/invitations`).send({});
  const statuses = await Promise.all(Array.from({ length: 53 }, async () => (await make()).status));
  expect(statuses.filter((status) => status === 201)).toHaveLength(50);
  expect((await refusal(make(), 409)).code).toBe('too_many_invitations');
  const [first] = await open(ana, slug);
  await ana.rest.delete(`/api/chat/rooms/${slug}/invitations/${first!.id}`).expect(204);
  await make().expect(201);
});

test('what one has made stands in the export, without tokens, and goes with the account', async () => {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const { slug } = await aRoom(ana, { kind: 'private' });
  await giveRole(ana, slug, ben, 'owner').expect(200);
  const { token } = await anInvitation(ana, slug, { maxUses: 9 });
  const { body, text } = await answer<PersonalExport>(ana.rest.get('/api/profile/export').expect(200));
  expect(body.rooms).toMatchObject({
    invitations: [{ room: { slug }, role: 'member', maxUses: 9, uses: 0 }],
  });
  expect(text).not.toContain(token);
  expect(text).not.toContain('"hash"');
  expect(await open(ben, slug)).toHaveLength(1);
  await ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  expect(await open(ben, slug)).toEqual([]);
});

describe('a wish that is not as it should be', () => {
  test.each([
    [{ role: 'admin' }, 'role'],
    [{ role: 'owner' }, 'role'],
    [{ role: 'blocked' }, 'role'],
    [{ role: null }, 'role'],
    [{ expiresInS: 59 }, 'expiresInS'],
    [{ expiresInS: 2_592_001 }, 'expiresInS'],
    [{ expiresInS: '60' }, 'expiresInS'],
    [{ expiresInS: 1e300 }, 'expiresInS'],
    [{ maxUses: 0 }, 'maxUses'],
    [{ maxUses: 1.5 }, 'maxUses'],
    [{ maxUses: 10_001 }, 'maxUses'],
    [{ maxUses: null }, 'maxUses'],
    [{ uses: 0 }, 'uses'],
    [{ token: 'join_x' }, 'token'],
  ])('%j', async (wish, path) => {
    const ana = await aUser('ana');
    const { slug } = await aRoom(ana);
    const made = ana.rest.post(`/api/chat/rooms/${slug}/invitations`).send(wish);
    const { code, errors } = await refusal(made, 400);
    expect(code).toBe('validation_failed');
    expect(new Set(errors!.map((error) => error.path))).toEqual(new Set([path]));
  });

  test.each([{}, { token: null }, { token: 1 }, { token: ['join_'] }, { token: 'x'.repeat(201) }])(
    'the token %j',
    async (body) => {
      const ana = await aUser('ana');
      for (const act of ['preview', 'accept'])
        expect((await refusal(ana.rest.post(`/api/chat/invitations/${act}`).send(body), 400)).code).toBe(
          'validation_failed',
        );
    },
  );
});
