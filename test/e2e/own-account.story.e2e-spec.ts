/** The user's own account: its profile, its export, and its deletion. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { PersonalExport } from '../../src/accounts/accounts.protocol.js';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import type { OwnUser } from '../../src/users/users.protocol.js';
import { anActiveCall } from '../support/calls.js';
import { aGuest, aUser, PASSWORD } from '../support/client.js';
import { instanceUrl, instanceUrls } from '../support/instances.js';
import { aCorrespondent } from '../support/mail.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';

describe('the profile', () => {
  test('is shown to others as it is changed', async () => {
    const ana = await aUser('ana');
    const ben = await aUser('ben');
    const changed = await answer<OwnUser>(
      ana.rest.patch('/api/profile').send({ displayName: '  Zoë   Ångström ' }).expect(200),
    );
    expect(changed.body).toMatchObject({ id: ana.id, displayName: 'Zoë Ångström' });
    expect((await ana.rest.get('/api/profile').expect(200)).body).toEqual(changed.body);
    const seen = await ben.rest.get(`/api/users/${ana.id}`).expect(200);
    expect(seen.body).toMatchObject({ displayName: 'Zoë Ångström' });
  });

  test('says what ana says of herself, until she takes it back', async () => {
    const ana = await aUser('ana');
    const ben = await aUser('ben');
    expect(ana.user).toMatchObject({ bio: '', avatarUrl: null });
    const bio = ' Trains,  boats\r\nand <b>planes</b>.\n\n\n';
    const changed = await ana.rest.patch('/api/profile').send({ bio }).expect(200);
    const shown = { displayName: ana.user.displayName, bio: 'Trains, boats\nand <b>planes</b>.' };
    expect(changed.body).toMatchObject(shown);
    expect((await ben.rest.get(`/api/users/${ana.id}`).expect(200)).body).toMatchObject(shown);
    await ana.rest.patch('/api/profile').send({ bio: '', displayName: 'Ana' }).expect(200);
    expect((await ben.rest.get(`/api/users/${ana.id}`).expect(200)).body).toMatchObject({
      displayName: 'Ana',
      bio: '',
    });
  });

  test('a guest has one, too', async () => {
    const gus = await aGuest('Gus');
    await gus.rest.patch('/api/profile').send({ displayName: 'Gustav' }).expect(200);
    expect((await gus.rest.get('/api/auth/me')).body).toMatchObject({ displayName: 'Gustav', isGuest: true });
  });

  test.each([
    [{ displayName: '' }],
    [{ displayName: ' ' }],
    [{ displayName: null }],
    [{ displayName: 'Ana\u202Enimda' }],
    [{ displayName: 'x'.repeat(65) }],
    [{ displayName: ['Ana'] }],
    [{ bio: null }],
    [{ bio: 1 }],
    [{ bio: 'x'.repeat(501) }],
    [{ bio: 'x'.repeat(2001) }],
    [{ bio: 'Ana\u202Enimda' }],
    [{ username: 'eve' }],
    [{ displayName: 'Ana', email: 'eve@example.org' }],
    [{ constructor: 'x' }],
    [{ displayName: 'Ana', constructor: { name: 'x' } }],
  ])('%j is refused', async (body) => {
    const ana = await aUser('ana');
    const problem = await refusal(ana.rest.patch('/api/profile').send(body), 400);
    expect(problem.code).toBe('validation_failed');
    expect(new Set(problem.errors!.map(({ path }) => path)).size).toBe(1);
  });
});

describe('an export', () => {
  test('holds what there is of ana, and no secret', async () => {
    const ana = await aCorrespondent('ana');
    const ben = await aUser('ben');
    await ben.connect();
    await ana.device.connect();
    const { call } = await anActiveCall({ ana: ana.device, ben });
    await ana.device.emit('call:hangup', { callId: call.id });
    const phone = await ana.device.device();
    await phone.rest.post('/api/auth/logout').expect(204);
    const eve = await aUser('eve');
    await ana.device.rest.put(`/api/users/${eve.id}/block`).expect(204);

    const { body, text, headers } = await answer<PersonalExport>(
      ana.device.rest.get('/api/profile/export').expect(200),
    );

    expect(headers['content-disposition']).toContain('attachment');
    expect(headers['cache-control']).toBe('no-store');
    expect(body.account).toMatchObject({
      id: ana.device.id,
      username: ana.device.user.username,
      email: ana.email,
      status: 'active',
      roles: ['member'],
    });
    expect(body.identities).toEqual([]);
    expect(body.sessions).toHaveLength(2);
    expect(body.sessions.map(({ endReason }) => endReason).sort()).toEqual(['logout', null]);
    expect(body.calls).toMatchObject([
      { id: call.id, callerId: ana.device.id, calleeId: ben.id, legs: [{ state: 'calling' }] },
    ]);
    expect(body.profile).toMatchObject({ id: ana.device.id, emailVerified: false });
    expect(body.blocked).toMatchObject([{ blockedId: eve.id }]);
    expect(body.callSettings).toEqual({ callWaiting: false, relayOnly: false });
    expect(body.audit.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['user_created', 'session_created', 'authn_token_revoked']),
    );
    for (const secret of [PASSWORD, ana.device.refreshToken, ana.device.accessToken, phone.refreshToken])
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(/b2p1|\$2[aby]\$|"\w*(password|token|secret|hash)\w*":/i);
  });

  test('does not say which administrator did what', async () => {
    const admin = await aUser('admin');
    await grant(admin, 'admin');
    const ben = await aUser('ben');
    const role = (roles: string[]) => admin.rest.patch(`/api/admin/users/${ben.id}`).send({ roles });
    await role(['auditor']).set('user-agent', 'the admins own browser').expect(200);

    const { body, text } = await answer<PersonalExport>(ben.rest.get('/api/profile/export').expect(200));

    const row = body.audit.find(({ event }) => event === 'privilege_permissions_changed');
    expect(row).toMatchObject({
      actorId: null,
      ip: null,
      userAgent: null,
      details: { to: ['auditor', 'member'] },
    });
    expect(text).not.toContain(admin.id);
    expect(text).not.toContain('the admins own browser');
  });
});

describe('an account that its owner deletes', () => {
  const remove = (device: Awaited<ReturnType<typeof aUser>>, body: object = { password: PASSWORD }) =>
    device.rest.delete('/api/profile').send(body);

  test('is gone: sessions, sockets, names, and the way back', async () => {
    const ana = await aCorrespondent('ana');
    const { device, email } = ana;
    const phone = await device.device();
    const tabs = instanceUrls().map((url) => device.at(url));
    await Promise.all([...tabs, phone].map((one) => one.connect()));
    const ben = await aUser('ben');

    await remove(device).expect(204);

    for (const one of [...tabs, phone]) {
      await expect(one.receives('session:ended')).resolves.toMatchObject({ code: 'session_revoked' });
      expect((await refusal(one.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
      const { refreshToken } = one;
      await supertest(one.url).post('/api/auth/refresh').send({ refreshToken }).expect(401);
    }
    expect((await refusal(ben.rest.get(`/api/users/${device.id}`), 404)).code).toBe('user_not_found');
    await ben.rest.get(`/api/users/by-username/${device.user.username}`).expect(404);
    for (const login of [device.user.username, email]) {
      const signIn = supertest(instanceUrl(1)).post('/api/auth/login').send({ login, password: PASSWORD });
      expect((await refusal(signIn, 401)).code).toBe('invalid_credentials');
    }
    await ana.mailbox.next(/was deleted/);
  });

  test('leaves username and e-mail address to others', async () => {
    const { device, email } = await aCorrespondent('ana');
    const { username } = device.user;
    await remove(device).expect(204);
    const again = await supertest(device.url)
      .post('/api/auth/register')
      .send({ username, email, password: PASSWORD })
      .expect(201);
    expect((again.body as { user: OwnUser }).user).toMatchObject({ username, email, emailVerified: false });
    expect((again.body as { user: OwnUser }).user.id).not.toBe(device.id);
  });

  test("stays in the others' call log, without a name", async () => {
    const { ana, ben, call } = await anActiveCall();
    await ana.emit('call:hangup', { callId: call.id });
    await remove(ana).expect(204);
    const { body } = await answer<CallDetail>(ben.rest.get(`/api/calls/${call.id}`).expect(200));
    expect(body).toMatchObject({ id: call.id, callerId: ana.id, calleeId: ben.id, status: 'ended' });
    const log = await ben.rest.get('/api/calls').expect(200);
    expect(JSON.stringify(log.body)).toContain(call.id);
    await ben.rest.get(`/api/users/${ana.id}`).expect(404);
  });

  test('needs the password', async () => {
    const ana = await aUser('ana');
    expect((await refusal(remove(ana, {}), 403)).code).toBe('reauthentication_required');
    const wrong = await refusal(remove(ana, { password: 'not the password' }), 401);
    expect(wrong.code).toBe('invalid_credentials');
    for (const body of [{ password: null }, { password: [PASSWORD] }, { password: 1 }, { force: true }])
      expect((await refusal(remove(ana, body), 400)).code).toBe('validation_failed');
    await ana.rest.get('/api/auth/me').expect(200);
  });

  test('may be a guest, who has no password', async () => {
    const gus = await aGuest('Gus');
    await gus.connect();
    await remove(gus, {}).expect(204);
    await gus.receives('session:ended');
    expect((await refusal(gus.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
  });

  test('twice at once is deleted once', async () => {
    const ana = await aUser('ana');
    const answers = await Promise.all([remove(ana), remove(ana)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(204);
    expect([401, 404]).toContain(statuses[1]);
  });
});

test('names that erased accounts bear cannot be taken', async () => {
  const username = `deleted-${randomBytes(4).toString('hex')}`;
  const register = supertest(instanceUrl()).post('/api/auth/register').send({ username, password: PASSWORD });
  expect((await refusal(register, 400)).errors).toMatchObject([
    { path: 'username', code: 'username_reserved' },
  ]);
});
