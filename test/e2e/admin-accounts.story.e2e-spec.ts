/** An administrator invites people, gives them roles, looks them up. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { AccountInfo, RoleInfo } from '../../src/users/users.protocol.js';
import { aGuest, aUser, type Device, login, PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { Mailbox, tokenIn } from '../support/mail.js';
import { answer, refusal } from '../support/rest.js';
import { grant, withdraw } from '../support/roles.js';

async function anAdmin(role = 'admin'): Promise<Device> {
  const device = await aUser(role.slice(0, 8));
  await grant(device, role);
  return device;
}

function somebody(name = 'ben'): { username: string; email: string } {
  const username = `${name}-${randomBytes(4).toString('hex')}`;
  return { username, email: `${username}@example.org` };
}

const invite = (admin: Device, invitation: object) => admin.rest.post('/api/admin/users').send(invitation);
const change = (admin: Device, id: string, body: object) =>
  admin.rest.patch(`/api/admin/users/${id}`).send(body);

test('ben is invited, chooses a password, and is what he was made', async () => {
  const ana = await anAdmin();
  const ben = somebody();
  const { body: made } = await answer<AccountInfo>(invite(ana, { ...ben, roles: ['auditor'] }).expect(201));
  expect(made).toEqual({
    ...ben,
    id: made.id,
    displayName: ben.username,
    isGuest: false,
    status: 'active',
    roles: ['auditor', 'member'],
    createdAt: made.createdAt,
    lastSeenAt: null,
  });

  const mail = await new Mailbox(ben.email, ana.url).next(/invited/);
  expect(mail.text).toContain(ben.username);
  const token = tokenIn(mail);
  await supertest(instanceUrl(1))
    .post('/api/auth/password/reset')
    .send({ token, newPassword: PASSWORD })
    .expect(200);
  const { accessToken, user } = await login(instanceUrl(0), ben.email);
  expect(user).toMatchObject({ id: made.id, emailVerified: true });
  const roles = supertest(instanceUrl(1)).get('/api/admin/roles');
  await roles.set('authorization', `Bearer ${accessToken}`).expect(200);
  // The link worked once.
  const again = supertest(instanceUrl(1))
    .post('/api/auth/password/reset')
    .send({ token, newPassword: PASSWORD });
  expect((await refusal(again, 400)).code).toBe('invalid_reset_token');
});

test('nobody signs in as ben before he has chosen a password', async () => {
  const ana = await anAdmin();
  const ben = somebody();
  await invite(ana, ben).expect(201);
  for (const password of ['', PASSWORD, 'null', 'undefined'].filter(Boolean)) {
    const signIn = supertest(ana.url).post('/api/auth/login').send({ login: ben.username, password });
    expect((await refusal(signIn, 401)).code).toBe('invalid_credentials');
  }
});

test('a role works with the next request, and is gone with the next request', async () => {
  const ana = await anAdmin();
  const ben = await aUser('ben');
  await ben.connect();
  expect((await refusal(ben.rest.get('/api/admin/audit'), 403)).code).toBe('permission_denied');

  await change(ana, ben.id, { roles: ['auditor'] }).expect(200);
  await ben.rest.get('/api/admin/audit').expect(200);

  const { body } = await answer<AccountInfo>(change(ana, ben.id, { roles: [] }).expect(200));
  expect(body.roles).toEqual(['member']);
  expect((await refusal(ben.rest.get('/api/admin/audit'), 403)).code).toBe('permission_denied');
  // Nothing else happened to him: he is still there.
  await expect(ben.emit('presence:ping', {})).resolves.toBeDefined();
  expect(ben.received('session:ended')).toEqual([]);
});

test('accounts are found by parts of their names and by status, page by page, each once', async () => {
  const ana = await anAdmin('auditor');
  const admin = await anAdmin();
  const part = randomBytes(3).toString('hex');
  const made: AccountInfo[] = [];
  for (const name of [`a${part}`, `b${part}`, `c${part}`])
    made.push((await answer<AccountInfo>(invite(admin, somebody(name)).expect(201))).body);
  await change(admin, made[1]!.id, { status: 'inactive' }).expect(200);

  const list = async (parameters: Record<string, string>) => {
    const items: AccountInfo[] = [];
    let cursor: string | null = null;
    do {
      const search: URLSearchParams = new URLSearchParams({
        query: part.toUpperCase(),
        limit: '1',
        ...parameters,
        ...(cursor && { cursor }),
      });
      const page: Page<AccountInfo> = (
        await answer<Page<AccountInfo>>(ana.rest.get(`/api/admin/users?${search.toString()}`).expect(200))
      ).body;
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items.map(({ id }) => id);
  };
  expect(await list({})).toEqual(made.map(({ id }) => id));
  expect(await list({ status: 'inactive' })).toEqual([made[1]!.id]);
  expect(await list({ status: 'blocked' })).toEqual([]);
  expect(await list({ query: `${made[2]!.username}@EXAMPLE.org` })).toEqual([made[2]!.id]);
  // The disabled account is invisible to others.
  await ana.rest.get(`/api/users/${made[1]!.id}`).expect(404);
  const { body: one } = await answer<AccountInfo>(
    ana.rest.get(`/api/admin/users/${made[1]!.id}`).expect(200),
  );
  expect(one).toMatchObject({ status: 'inactive', email: made[1]!.email });
});

test('a guest is found and blocked, and holds no roles', async () => {
  const ana = await anAdmin();
  const gus = await aGuest('Gus');
  const { body } = await answer<AccountInfo>(ana.rest.get(`/api/admin/users/${gus.id}`).expect(200));
  expect(body).toMatchObject({ isGuest: true, email: null, roles: [], status: 'active' });
  expect((await refusal(change(ana, gus.id, { roles: ['auditor'] }), 409)).code).toBe('guests_hold_no_roles');
  await change(ana, gus.id, { status: 'blocked' }).expect(200);
  expect((await refusal(gus.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
  const upgrade = gus.rest.post('/api/auth/guest/upgrade').send({ ...somebody('gus'), password: PASSWORD });
  await upgrade.expect(401);
});

test('the roles there are, and what they allow', async () => {
  const { body } = await answer<Page<RoleInfo>>((await anAdmin('auditor')).rest.get('/api/admin/roles'));
  const permissionsOf = Object.fromEntries(body.items.map(({ name, permissions }) => [name, permissions]));
  expect(permissionsOf).toMatchObject({
    admin: [
      'audit.read',
      'integrations.manage',
      'keys.rotate',
      'reports.manage',
      'reports.read',
      'rooms.manage',
      'users.create',
      'users.read',
      'users.update',
    ],
    auditor: ['audit.read', 'users.read'],
    member: [],
    moderator: ['reports.manage', 'reports.read'],
  });
});

test('two who take the role from each other at once: one of them keeps it', async () => {
  const ana = await anAdmin();
  const ben = await anAdmin();
  const outcomes = await Promise.all([
    change(ana, ben.id, { roles: [] }),
    change(ben, ana.id, { roles: [] }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 403]);
});

test('a change that is half refused is not made by half', async () => {
  const ana = await anAdmin();
  const ben = await aUser('ben');
  const both = { status: 'blocked', roles: ['no-such-role'] };
  expect((await refusal(change(ana, ben.id, both), 400)).errors).toMatchObject([
    { path: 'roles', code: 'role_unknown' },
  ]);
  await ben.rest.get('/api/auth/me').expect(200);
});

test('withdrawn behind the back or not, what is asked is the database', async () => {
  const ana = await anAdmin();
  await ana.rest.get('/api/admin/users').expect(200);
  await withdraw(ana, 'admin');
  expect((await refusal(ana.rest.get('/api/admin/users'), 403)).code).toBe('permission_denied');
});
