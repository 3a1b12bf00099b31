/** Permissions in a room: every kind of user times every act, and refusals for other reasons. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest, { type Test } from 'supertest';
import type { SendAck } from '../../src/messages/messages.protocol.js';
import { CHOSEN_KINDS, type ChosenKind, ROOM_ROLES } from '../../src/rooms/rooms.protocol.js';
import { aGuest, aUser, type Device, Refused } from '../support/client.js';
import { aReport } from '../support/moderation.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { anInvitation, aRoom, giveRole, mute } from '../support/rooms.js';

const STANDINGS = [
  ...ROOM_ROLES,
  'newcomer',
  'guest',
  'manager',
  'nobody',
  'muted member',
  'muted admin',
  'muted newcomer',
] as const;
type Standing = (typeof STANDINGS)[number];
const ACTS = [
  'read',
  'members',
  'look at voice',
  'join voice',
  'grant',
  'remove',
  'ban',
  'kick',
  'mute',
  'unmute',
  'list mutes',
  'invite',
  'list invitations',
  'revoke an invitation',
  'report',
  'list reports',
  'close a report',
  'change',
  'delete',
] as const;
type Act = (typeof ACTS)[number];

const people = {} as Record<Standing, Device>;
const slugs = {} as Record<ChosenKind, string>;
let target: Device;
/** The author of the reported message. */
let author: Device;

beforeAll(async () => {
  for (const standing of STANDINGS)
    people[standing] = standing === 'guest' ? await aGuest() : await aUser(standing.replace(' ', '-'));
  await grant(people.manager, 'admin');
  target = await aUser('target');
  author = await aUser('author');
  await Promise.all(Object.values(people).map((device) => device.connect()));
  for (const kind of CHOSEN_KINDS) {
    slugs[kind] = (await aRoom(people.owner, { kind })).slug;
    for (const role of ROOM_ROLES) await giveRole(people.owner, slugs[kind], people[role], role).expect(200);
    await giveRole(people.owner, slugs[kind], people['muted member'], 'member').expect(200);
    await giveRole(people.owner, slugs[kind], people['muted admin'], 'admin').expect(200);
    for (const standing of STANDINGS.filter((one) => one.startsWith('muted')))
      if (kind === 'public' || standing !== 'muted newcomer')
        await mute(people.owner, slugs[kind], people[standing]).expect(200);
    await giveRole(people.owner, slugs[kind], target, 'member').expect(200);
    await giveRole(people.owner, slugs[kind], author, 'member').expect(200);
  }
}, 60_000);

const OK = 'ok';
const ALL: Record<Act, string> = {
  read: OK,
  members: OK,
  'look at voice': OK,
  'join voice': OK,
  grant: OK,
  remove: OK,
  ban: OK,
  kick: OK,
  mute: OK,
  unmute: OK,
  'list mutes': OK,
  invite: OK,
  'list invitations': OK,
  'revoke an invitation': OK,
  report: OK,
  'list reports': OK,
  'close a report': OK,
  change: OK,
  delete: OK,
};
const no = (code: string, ...acts: Act[]) => Object.fromEntries(acts.map((act) => [act, code]));
const MODERATION: Act[] = [
  'grant',
  'remove',
  'ban',
  'kick',
  'mute',
  'unmute',
  'list mutes',
  'invite',
  'list invitations',
  'revoke an invitation',
  'list reports',
  'close a report',
  'change',
  'delete',
];
const member = { ...ALL, ...no('permission_denied', ...MODERATION) };
const viewer = { ...member, ...no('permission_denied', 'join voice') };
const mutedMember = { ...member, ...no('muted', 'join voice') };
const everything = (code: string) => ({ ...ALL, ...no(code, ...ACTS) });
const given = {
  owner: ALL,
  admin: { ...ALL, delete: 'permission_denied' },
  member,
  viewer,
  nobody: everything('token_missing'),
  'muted member': mutedMember,
  'muted admin': { ...ALL, ...no('muted', 'join voice', ...MODERATION), delete: 'permission_denied' },
};
const EXPECTED: Record<ChosenKind, Record<Standing, Record<Act, string>>> = {
  public: {
    ...given,
    blocked: everything('permission_denied'),
    newcomer: member,
    guest: viewer,
    manager: ALL,
    'muted newcomer': mutedMember,
  },
  private: {
    ...given,
    blocked: everything('room_not_found'),
    newcomer: everything('room_not_found'),
    guest: everything('room_not_found'),
    manager: everything('room_not_found'),
    'muted newcomer': everything('room_not_found'),
  },
};

const codeOf = async (request: Test): Promise<string> => {
  const { status, body } = await request;
  expect(status).toBeLessThan(500);
  return status < 300 ? OK : (body as { code: string }).code;
};

async function aMessage(slug: string): Promise<string> {
  const body = { clientId: randomUUID(), text: 'x' };
  const sent = author.rest.post(`/api/chat/rooms/${slug}/messages`).send(body).expect(201);
  return (await answer<SendAck>(sent)).body.id;
}

async function act(kind: ChosenKind, standing: Standing, what: Act): Promise<string> {
  const slug = slugs[kind];
  const path = `/api/chat/rooms/${slug}`;
  const person = people[standing];
  const anonymous = supertest(person.url);
  const rest = standing === 'nobody' ? anonymous : person.rest;
  switch (what) {
    case 'read':
      return codeOf(rest.get(path));
    case 'members':
      return codeOf(rest.get(`${path}/members`));
    case 'look at voice':
      return codeOf(rest.get(`${path}/voice`));
    case 'join voice': {
      // Without a session there is no socket.
      if (standing === 'nobody') return 'token_missing';
      const joined = await person
        .emit('voice:join', { room: slug })
        .catch((error: unknown) => error as Refused);
      if (joined instanceof Error) return joined.code;
      await person.emit('voice:leave', { room: slug });
      return OK;
    }
    case 'grant':
      return codeOf(rest.put(`${path}/members/${target.id}`).send({ role: 'viewer' }));
    case 'remove': {
      const code = await codeOf(rest.delete(`${path}/members/${target.id}`));
      if (code === OK) await giveRole(people.owner, slug, target, 'member').expect(200);
      return code;
    }
    case 'ban': {
      const code = await codeOf(rest.put(`${path}/members/${target.id}`).send({ role: 'blocked' }));
      if (code === OK) await giveRole(people.owner, slug, target, 'member').expect(200);
      return code;
    }
    case 'mute':
      return codeOf(rest.put(`${path}/members/${target.id}/mute`).send({ forS: 60 }));
    case 'unmute':
      return codeOf(rest.delete(`${path}/members/${target.id}/mute`));
    case 'list mutes':
      return codeOf(rest.get(`${path}/mutes`));
    case 'invite':
      return codeOf(rest.post(`${path}/invitations`).send({}));
    case 'list invitations':
      return codeOf(rest.get(`${path}/invitations`));
    case 'revoke an invitation': {
      const { id } = await anInvitation(people.owner, slug);
      return codeOf(rest.delete(`${path}/invitations/${id}`));
    }
    case 'report':
      return codeOf(rest.post(`${path}/messages/${await aMessage(slug)}/report`).send({ reason: 'spam' }));
    case 'list reports':
      return codeOf(rest.get(`${path}/reports`));
    case 'close a report': {
      const { id } = await aReport(target, slug, await aMessage(slug));
      return codeOf(rest.patch(`${path}/reports/${id}`).send({ status: 'dismissed' }));
    }
    case 'kick': {
      const code = await codeOf(rest.delete(`${path}/voice/${target.id}`));
      // The target is not in the channel.
      return code === 'participant_not_found' ? OK : code;
    }
    case 'change':
      return codeOf(rest.patch(path).send({ name: 'Tea kitchen' }));
    case 'delete': {
      if (EXPECTED[kind][standing].delete !== OK) return codeOf(rest.delete(path));
      // One that need not stay.
      const other = await aRoom(people.owner, { kind });
      return codeOf(rest.delete(`/api/chat/rooms/${other.slug}`));
    }
  }
}

describe.each(CHOSEN_KINDS)('in a %s room', (kind) => {
  test.each(STANDINGS)('as %s', async (standing) => {
    const found: Partial<Record<Act, string>> = {};
    for (const what of ACTS) found[what] = await act(kind, standing, what);
    expect(found).toEqual(EXPECTED[kind][standing]);
  });
});

describe('nobody grants or touches what is above them', () => {
  test.each([
    ['admin', 'owner', 'owner'],
    ['admin', 'owner', 'member'],
    ['admin', 'admin', 'member'],
    ['admin', 'member', 'owner'],
    ['admin', 'newcomer', 'owner'],
    ['admin', 'admin', 'owner'],
  ] as const)('an %s cannot make an %s an %s', async (actor, from, to) => {
    const [owner, somebody, other] = [await aUser('owner'), await aUser('somebody'), await aUser('other')];
    const { slug } = await aRoom(owner);
    await giveRole(owner, slug, somebody, actor).expect(200);
    if (from !== 'newcomer') await giveRole(owner, slug, other, from).expect(200);
    expect((await refusal(giveRole(somebody, slug, other, to), 403)).code).toBe('permission_denied');
    if (from === 'newcomer' || from === 'member') return;
    const taken = somebody.rest.delete(`/api/chat/rooms/${slug}/members/${other.id}`);
    expect((await refusal(taken, 403)).code).toBe('permission_denied');
    const kicked = somebody.rest.delete(`/api/chat/rooms/${slug}/voice/${other.id}`);
    expect((await refusal(kicked, 403)).code).toBe('permission_denied');
  });

  test('nor oneself', async () => {
    const [owner, admin] = [await aUser('owner'), await aUser('admin')];
    const { slug } = await aRoom(owner);
    await giveRole(owner, slug, admin, 'admin').expect(200);
    expect((await refusal(giveRole(admin, slug, admin, 'owner'), 403)).code).toBe('permission_denied');
    await giveRole(admin, slug, admin, 'viewer').expect(200);
    expect((await refusal(giveRole(admin, slug, admin, 'member'), 403)).code).toBe('permission_denied');
  });

  test.each(['viewer', 'blocked'] as const)('nobody stops being %s by leaving', async (role) => {
    const [owner, eve] = [await aUser('owner'), await aUser('eve')];
    const { slug } = await aRoom(owner);
    await giveRole(owner, slug, eve, role).expect(200);
    const leave = eve.rest.delete(`/api/chat/rooms/${slug}/members/${eve.id}`);
    expect((await refusal(leave, 403)).code).toBe('permission_denied');
  });

  test('guests are members at most, and make no rooms', async () => {
    const [owner, guest] = [await aUser('owner'), await aGuest()];
    const { slug } = await aRoom(owner, { kind: 'private' });
    expect((await refusal(giveRole(owner, slug, guest, 'admin'), 409)).code).toBe('guests_hold_no_roles');
    await giveRole(owner, slug, guest, 'member').expect(200);
    await guest.connect();
    await expect(guest.emit('voice:join', { room: slug })).resolves.toBeDefined();
    const made = guest.rest.post('/api/chat/rooms').send({ name: 'Mine', kind: 'public' });
    expect((await refusal(made, 403)).code).toBe('guest_not_allowed');
  });
});

describe('what is not there', () => {
  test.each(['no-such-room', 'NO', '%00', '..%2f..', 'x'.repeat(80)])('the room %s', async (slug) => {
    const ana = people.newcomer;
    const answer = await ana.rest.get(`/api/chat/rooms/${slug}`);
    expect([400, 404]).toContain(answer.status);
    await refusal(ana.rest.get('/api/chat/rooms/no-such-room/members'), 404);
  });

  test('a user, and a member', async () => {
    const { owner } = people;
    const path = `/api/chat/rooms/${slugs.public}/members`;
    const nobody = owner.rest.put(`${path}/${randomUUID()}`).send({ role: 'member' });
    expect((await refusal(nobody, 404)).code).toBe('user_not_found');
    expect((await refusal(owner.rest.delete(`${path}/${people.newcomer.id}`), 404)).code).toBe(
      'member_not_found',
    );
    expect((await refusal(owner.rest.delete(`${path}/ben`), 400)).errors).toMatchObject([{ path: 'userId' }]);
  });
});

describe('a wish that is not as it should be', () => {
  test.each<[string, object, string]>([
    ['no name', { kind: 'public' }, 'name'],
    ['an empty name', { name: '  ', kind: 'public' }, 'name'],
    ['an invisible name', { name: '\u200b', kind: 'public' }, 'name'],
    ['a name with a reversed ending', { name: 'Tea\u202etxt', kind: 'public' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(65), kind: 'public' }, 'name'],
    ['a kind that is none', { name: 'Tea', kind: 'secret' }, 'kind'],
    ['a slug that is none', { name: 'Tea', kind: 'public', slug: 'Tea Kitchen' }, 'slug'],
    ['null for a slug', { name: 'Tea', kind: 'public', slug: null }, 'slug'],
    ['text for a choice', { name: 'Tea', kind: 'public', hasVoice: 'yes' }, 'hasVoice'],
    ['an unknown field', { name: 'Tea', kind: 'public', role: 'owner' }, 'role'],
  ])('%s: the field is named', async (_name, body, path) => {
    const { code, errors } = await refusal(people.newcomer.rest.post('/api/chat/rooms').send(body), 400);
    expect(code).toBe('validation_failed');
    expect(errors!.map((error) => error.path)).toEqual(expect.arrayContaining([path]));
    const patched = people.owner.rest.patch(`/api/chat/rooms/${slugs.public}`);
    const change = Object.fromEntries(Object.entries(body).filter(([key]) => key === path));
    if (path in body && path !== 'kind' && path !== 'slug') await refusal(patched.send(change), 400);
  });

  test.each(['king', '', null, ['owner']])('the role %j', async (role) => {
    const path = `/api/chat/rooms/${slugs.public}/members/${target.id}`;
    expect((await refusal(people.owner.rest.put(path).send({ role }), 400)).errors).toMatchObject([
      { path: 'role' },
    ]);
  });

  test.each(['', '/x/members'])('a cursor that is not ours', async (list) => {
    const path = list === '' ? '/api/chat/rooms' : `/api/chat/rooms/${slugs.public}/members`;
    const { errors } = await refusal(people.owner.rest.get(`${path}?cursor=nonsense`), 400);
    expect(errors).toMatchObject([{ path: 'cursor' }]);
  });
});
