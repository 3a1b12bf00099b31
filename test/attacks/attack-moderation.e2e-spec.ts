/** Eve wants into rooms, out of a mute or a ban, above her place, and to drown the moderators. */
import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/moderation/moderation.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { say } from '../support/messages.js';
import { reportMessage, reportUser } from '../support/moderation.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { accept, anInvitation, aRoom, giveRole, mute } from '../support/rooms.js';
import { startServer, stores } from '../support/server.mjs';

let ana: Device;
let eve: Device;

beforeAll(async () => {
  [ana, eve] = [await aUser('ana'), await aUser('eve')];
  await ana.connect();
});

describe('with links', () => {
  test('no guess works, and none discloses more than another', async () => {
    const { slug } = await aRoom(ana, { kind: 'private' });
    const { token, id } = await anInvitation(ana, slug);
    const other = await anInvitation(ana, slug);
    await ana.rest.delete(`/api/chat/rooms/${slug}/invitations/${other.id}`).expect(204);
    const guesses = [
      `join_${randomBytes(32).toString('base64url')}`,
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      token.toUpperCase(),
      token.slice('join_'.length),
      ` ${token}`,
      `${token}\n`,
      `${token}\0`,
      `invite_${token.slice('join_'.length)}`,
      other.token,
      id,
      slug,
      '',
      '%',
      "' OR 1=1 --",
    ];
    const answers = await Promise.all(
      guesses.map(async (guess) => {
        const { requestId: _requestId, ...problem } = await refusal(accept(eve, guess), 404);
        return JSON.stringify(problem);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    await refusal(eve.rest.get(`/api/chat/rooms/${slug}`), 404);
  });

  test('a client that tries many is slowed down', async () => {
    const server = await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '1' });
    const mallory = await aUser('mallory', server.url);
    const statuses = await Promise.all(
      Array.from(
        { length: 40 },
        async () => (await accept(mallory, `join_${randomBytes(32).toString('base64url')}`)).status,
      ),
    );
    expect(statuses.filter((status) => status === 404)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  test('nothing is given that the inviter may not give, and members do not invite', async () => {
    const { slug } = await aRoom(ana, { kind: 'private' });
    await giveRole(ana, slug, eve, 'admin').expect(200);
    for (const role of ['owner', 'admin', 'blocked'])
      await refusal(eve.rest.post(`/api/chat/rooms/${slug}/invitations`).send({ role }), 400);
    const { token } = await anInvitation(eve, slug);
    // Her own link does not restore the removed role.
    await giveRole(ana, slug, eve, 'viewer').expect(200);
    expect((await refusal(accept(eve, token), 404)).code).toBe('invitation_not_found');
    const made = eve.rest.post(`/api/chat/rooms/${slug}/invitations`).send({});
    expect((await refusal(made, 403)).code).toBe('permission_denied');
  });

  test('a moderator of another room sees, makes and revokes none here', async () => {
    const { slug } = await aRoom(ana, { kind: 'private' });
    const { id, token } = await anInvitation(ana, slug);
    const own = await aRoom(eve, { kind: 'private' });
    for (const request of [
      eve.rest.get(`/api/chat/rooms/${slug}/invitations`),
      eve.rest.post(`/api/chat/rooms/${slug}/invitations`).send({}),
      eve.rest.delete(`/api/chat/rooms/${slug}/invitations/${id}`),
    ])
      expect((await refusal(request, 404)).code).toBe('room_not_found');
    const elsewhere = eve.rest.delete(`/api/chat/rooms/${own.slug}/invitations/${id}`);
    expect((await refusal(elsewhere, 404)).code).toBe('invitation_not_found');
    await accept(await aUser('ben'), token).expect(200);
  });

  test('the token is in no log and in no audit row', async () => {
    const server = await startServer({ ...(await stores()), LOG_LEVEL: 'debug' });
    const [owner, ben, admin] = [
      await aUser('owner', server.url),
      await aUser('ben', server.url),
      await aUser('admin', server.url),
    ];
    const { slug } = await aRoom(owner, { kind: 'private' });
    const { token } = await anInvitation(owner, slug);
    await accept(ben, token).expect(200);
    await refusal(accept(ben, `${token}x`), 404);
    await grant(admin, 'admin');
    const { text } = await admin.rest.get('/api/admin/audit?limit=100').expect(200);
    expect(text).toContain('room_invitation_accepted');
    expect(text).not.toContain(token);
    expect(server.log()).not.toContain(token);
  });
});

describe('a ban sticks', () => {
  test.each(['public', 'private'] as const)('in a %s room', async (kind) => {
    const { slug } = await aRoom(ana, { kind });
    const [mallory, ben] = [await aUser('mallory'), await aUser('ben')];
    const { token } = await anInvitation(ana, slug);
    await giveRole(ana, slug, ben, 'member').expect(200);
    await giveRole(ana, slug, mallory, 'member').expect(200);
    await giveRole(ana, slug, mallory, 'blocked').expect(200);
    const code = kind === 'public' ? 'permission_denied' : 'room_not_found';
    const out = async () => {
      const status = kind === 'public' ? 403 : 404;
      expect((await refusal(mallory.rest.get(`/api/chat/rooms/${slug}`), status)).code).toBe(code);
    };
    // Leaving, a link, a user who is no moderator.
    await mallory.rest.delete(`/api/chat/rooms/${slug}/members/${mallory.id}`);
    await out();
    expect((await refusal(accept(mallory, token), 403)).code).toBe('permission_denied');
    expect((await refusal(giveRole(ben, slug, mallory, 'member'), 403)).code).toBe('permission_denied');
    await giveRole(mallory, slug, mallory, 'member');
    await out();
    // On sockets, old and new.
    await mallory.connect();
    for (const [event, payload] of [
      ['room:join', { room: slug }],
      ['message:send', { room: slug, clientId: 'x', text: 'x' }],
      ['voice:join', { room: slug }],
    ] as const)
      await expect(mallory.emitAnything(event, payload)).rejects.toMatchObject({ code });
    // And the room's becoming another kind, and back.
    for (const other of [kind === 'public' ? 'private' : 'public', kind]) {
      await ana.rest.patch(`/api/chat/rooms/${slug}`).send({ kind: other }).expect(200);
      expect((await mallory.rest.get(`/api/chat/rooms/${slug}`)).status).not.toBe(200);
      await refusal(accept(mallory, token), 403);
    }
    await out();
  });

  test('against a guest who makes an account', async () => {
    const { slug } = await aRoom(ana);
    const gus = await aGuest('Gus');
    await giveRole(ana, slug, gus, 'blocked').expect(200);
    const username = `gus-${randomBytes(4).toString('hex')}`;
    const upgrade = gus.rest.post('/api/auth/guest/upgrade').send({ username, password: PASSWORD });
    const { body } = await answer<SignedIn>(upgrade.expect(200));
    expect(body.user.id).toBe(gus.id);
    const asked = gus.rest.get(`/api/chat/rooms/${slug}`).set('authorization', `Bearer ${body.accessToken}`);
    expect((await refusal(asked, 403)).code).toBe('permission_denied');
  });

  test('from the whole deployment', async () => {
    const [admin, mallory] = [await aUser('admin'), await aUser('mallory')];
    await grant(admin, 'admin');
    await mallory.connect();
    await admin.rest.patch(`/api/admin/users/${mallory.id}`).send({ status: 'blocked' }).expect(200);
    await expect(mallory.receives('session:ended')).resolves.toMatchObject({ code: 'session_revoked' });
    const { username: login } = mallory.user;
    const signIn = ana.rest
      .post('/api/auth/login')
      .unset('authorization')
      .send({ login, password: PASSWORD });
    expect((await refusal(signIn, 403)).code).toBe('account_disabled');
  });
});

describe('a muted user', () => {
  test('finds no way around it', async () => {
    const { slug } = await aRoom(ana);
    await giveRole(ana, slug, eve, 'admin').expect(200);
    const path = `/api/chat/rooms/${slug}`;
    await eve.connect();
    await eve.emit('room:join', { room: slug });
    const said = await say(ana, slug, 'words of ana');
    await mute(ana, slug, eve).expect(200);
    const tries = [
      eve.rest.delete(`${path}/members/${eve.id}/mute`),
      eve.rest.put(`${path}/members/${eve.id}/mute`).send({ forS: 1 }),
      mute(eve, slug, ana, { forS: 1 }),
      eve.rest.post(`${path}/messages`).send({ clientId: randomUUID(), text: 'x' }),
      eve.rest.patch(path).send({ name: 'what eve wanted to say' }),
      eve.rest.post(`${path}/invitations`).send({}),
      giveRole(eve, slug, eve, 'member'),
    ];
    for (const request of tries) expect((await refusal(request, 403)).code).toBe('muted');
    // A moderator who edits others' messages would speak in their name.
    const ben = await aUser('ben');
    await ben.connect();
    const his = await say(ben, slug, 'words of ben');
    for (const { id } of [said, his])
      expect((await refusal(eve.rest.patch(`${path}/messages/${id}`).send({ text: 'x' }), 403)).code).toBe(
        'muted',
      );
    await expect(eve.emit('room:typing', { room: slug })).rejects.toMatchObject({ code: 'muted' });
    await expect(eve.emit('message:react', { room: slug, id: his.id, emoji: '👍' })).rejects.toMatchObject({
      code: 'muted',
    });
  });

  test('an admin mutes no owner, and no moderator of another room anybody', async () => {
    const { slug } = await aRoom(ana);
    const [admin, stranger] = [await aUser('admin'), await aUser('stranger')];
    await giveRole(ana, slug, admin, 'admin').expect(200);
    await aRoom(stranger);
    for (const [actor, target] of [
      [admin, ana],
      [stranger, ana],
      [stranger, admin],
    ] as const)
      expect((await refusal(mute(actor, slug, target), 403)).code).toBe('permission_denied');
  });
});

test('a flood of reports is refused, and one report made many times is one', async () => {
  const server = await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '1' });
  const mallory = await aUser('mallory', server.url);
  const [admin, victim] = [await aUser('admin', server.url), await aUser('victim', server.url)];
  await grant(admin, 'admin');
  const people = [victim, admin];
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) => reportUser(mallory, people[i % 2]!, { note: `${i}` })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  const { body } = await answer<Page<Report>>(admin.rest.get('/api/admin/reports').expect(200));
  expect(body.items).toHaveLength(2);
});

test('a report gives nothing away of what one may not read', async () => {
  const { slug } = await aRoom(ana, { kind: 'private' });
  const { id } = await say(ana, slug, 'the treasure is under the palm');
  expect((await refusal(reportMessage(await aUser('mallory'), slug, id), 404)).code).toBe('room_not_found');
  expect((await refusal(reportMessage(await aUser('mallory'), 'public', id), 404)).code).toBe(
    'message_not_found',
  );
});
