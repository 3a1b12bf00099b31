/** Nobody becomes more than they were made, and nobody makes others more than they are themselves. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { AccountInfo } from '../../src/users/users.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';

let admin: Device;
let manager: Device;
let ben: Device;

async function somebody(...roles: string[]): Promise<Device> {
  const device = await aUser(roles[0]?.slice(0, 8) ?? 'ben');
  for (const role of roles) await grant(device, role);
  return device;
}

beforeAll(async () => {
  admin = await somebody('admin');
  manager = await somebody('user-manager');
  ben = await somebody();
});

const someName = () => `x${randomBytes(5).toString('hex')}`;
const create = (by: Device, body: object) => by.rest.post('/api/admin/users').send(body);
const patch = (by: Device, of: Device, body: object) => by.rest.patch(`/api/admin/users/${of.id}`).send(body);
const see = async ({ id }: Device) =>
  (await answer<AccountInfo>(admin.rest.get(`/api/admin/users/${id}`).expect(200))).body;

describe('a user manager', () => {
  test.each([[['admin']], [['auditor']], [['user-manager', 'admin']]])(
    'creates nobody as %j',
    async (roles) => {
      const username = someName();
      const body = await refusal(create(manager, { username, email: `${username}@example.org`, roles }), 403);
      expect(body).toMatchObject({
        code: 'permission_denied',
        errors: [{ path: 'roles', code: 'role_above_yours' }],
      });
      await admin.rest.get(`/api/users/by-username/${username}`).expect(404);
    },
  );

  test('creates those who may not do more', async () => {
    const username = someName();
    const invitation = { username, email: `${username}@example.org`, roles: ['user-manager', 'member'] };
    const { body } = await answer<AccountInfo>(create(manager, invitation).expect(201));
    expect(body.roles).toEqual(['member', 'user-manager']);
  });

  test.each([[['admin']], [['auditor']], [['member', 'admin', 'user-manager']]])(
    'makes nobody %j',
    async (roles) => {
      for (const target of [ben, manager]) {
        const before = await see(target);
        const body = await refusal(patch(manager, target, { roles }), 403);
        expect(body.errors).toMatchObject([{ path: 'roles', code: 'role_above_yours' }]);
        expect(await see(target)).toEqual(before);
      }
    },
  );

  test.each([
    [{ roles: [] }],
    [{ roles: ['user-manager'] }],
    [{ status: 'blocked' }],
    [{ status: 'active' }],
  ])('does not do %j to a user who may do more', async (change) => {
    const auditor = await somebody('auditor');
    for (const target of [admin, auditor]) {
      const before = await see(target);
      expect((await refusal(patch(manager, target, change), 403)).code).toBe('permission_denied');
      expect(await see(target)).toEqual(before);
    }
    await admin.rest.get('/api/auth/me').expect(200);
  });

  test('does not bring an administrator back who was blocked', async () => {
    const former = await somebody('admin');
    await patch(admin, former, { status: 'blocked' }).expect(200);
    const body = await refusal(patch(manager, former, { status: 'active' }), 403);
    expect(body.errors).toMatchObject([{ path: 'status', code: 'account_above_yours' }]);
    expect((await see(former)).status).toBe('blocked');
  });

  test('reads no audit log', async () => {
    expect((await refusal(manager.rest.get('/api/admin/audit'), 403)).code).toBe('permission_denied');
  });
});

describe('oneself', () => {
  test.each([[{ roles: [] }], [{ roles: ['member'] }], [{ status: 'blocked' }], [{ status: 'inactive' }]])(
    'is not the one to do %j to',
    async (change) => {
      for (const device of [admin, manager]) {
        const before = await see(device);
        const body = await refusal(patch(device, device, change), 403);
        expect(body).toMatchObject({
          code: 'permission_denied',
          errors: [{ path: Object.keys(change)[0], code: 'own_account' }],
        });
        expect(await see(device)).toEqual(before);
      }
    },
  );
});

describe.each<[string, () => Promise<Device>]>([
  ['a member', () => somebody()],
  ['a guest', () => aGuest()],
  ['an auditor', () => somebody('auditor')],
])('%s', (_name, who) => {
  test('changes nothing', async () => {
    const eve = await who();
    const username = someName();
    const requests = [
      create(eve, { username, email: `${username}@example.org` }),
      patch(eve, ben, { status: 'blocked' }),
      patch(eve, eve, { roles: ['admin'] }),
      patch(eve, eve, {}),
    ];
    for (const request of requests) expect((await refusal(request, 403)).code).toBe('permission_denied');
    await ben.rest.get('/api/auth/me').expect(200);
  });
});

test('nobody is anybody without a token', async () => {
  const server = supertest(admin.url);
  const id = ben.id;
  for (const request of [
    server.get('/api/admin/users'),
    server.get(`/api/admin/users/${id}`),
    server.get('/api/admin/roles'),
    server.get('/api/admin/audit'),
    server.post('/api/admin/users').send({}),
    server.patch(`/api/admin/users/${id}`).send({ status: 'blocked' }),
  ])
    expect((await refusal(request, 401)).code).toBe('token_missing');
});

describe('roles that are none', () => {
  test.each<[unknown]>([
    [['Admin']],
    [['admin ']],
    [['admin\u0000']],
    [['__proto__']],
    [['constructor']],
    [['hasOwnProperty']],
    [['toString', 'member']],
    [['']],
    [["admin'); DROP TABLE roles; --"]],
    [['x'.repeat(65)]],
    [[['admin']]],
    [[{ name: 'admin' }]],
    [['admin', null]],
    ['admin'],
    [{ 0: 'admin', length: 1 }],
    [null],
    [Array.from({ length: 21 }, (_, i) => `role-${i}`)],
  ])('%j', async (roles) => {
    const username = someName();
    const created = await refusal(create(admin, { username, email: `${username}@example.org`, roles }), 400);
    const changed = await refusal(patch(admin, ben, { roles }), 400);
    for (const { code, errors } of [created, changed]) {
      expect(code).toBe('validation_failed');
      expect(new Set(errors!.map(({ path }) => path))).toEqual(new Set(['roles']));
    }
    expect((await see(ben)).roles).toEqual(['member']);
  });
});

describe('other ways to say it', () => {
  test.each<[string, object]>([
    ['permissions', { permissions: ['users.update'] }],
    ['kind', { kind: 'admin' }],
    ['a prototype', { constructor: { prototype: { roles: ['admin'] } } }],
    ['a status that is erased', { status: 'deleted' }],
    ['a status that is none', { status: 'ACTIVE' }],
    ['no status', { status: null }],
    ['a password', { password: PASSWORD }],
    ['another e-mail address', { email: 'eve@example.org' }],
  ])('%s', async (_name, body) => {
    const before = await see(ben);
    expect((await patch(admin, ben, body)).status).toBe(400);
    expect(await see(ben)).toEqual(before);
  });

  test('nobody registers with a role, and no administrator chooses a password', async () => {
    const username = someName();
    const register = supertest(admin.url)
      .post('/api/auth/register')
      .send({ username, password: PASSWORD, roles: ['admin'] });
    expect((await refusal(register, 400)).errors).toMatchObject([{ path: 'roles', code: 'unknown_field' }]);
    const invitation = { username, email: `${username}@example.org`, password: PASSWORD };
    expect((await refusal(create(admin, invitation), 400)).errors).toMatchObject([
      { path: 'password', code: 'unknown_field' },
    ]);
  });
});

describe('an invitation', () => {
  test('for names that are taken', async () => {
    const { username } = ben.user;
    const email = `${someName()}@example.org`;
    const upper = { username: username.toUpperCase(), email };
    expect((await refusal(create(admin, upper), 409)).code).toBe('username_taken');
    await create(admin, { username: someName(), email }).expect(201);
    const taken = await refusal(create(admin, { username: someName(), email: email.toUpperCase() }), 409);
    expect(taken.code).toBe('email_taken');
  });

  test.each<[object]>([
    [{}],
    [{ username: 'ben' }],
    [{ username: 'root', email: 'root@example.org' }],
    [{ username: 'a', email: 'a@example.org' }],
    [{ username: 'ben-and-co', email: 'ben@example.org\r\nBcc: eve@example.org' }],
    [{ username: 'ben-and-co', email: null }],
    [{ username: ['ben'], email: 'ben@example.org' }],
  ])('with %j', async (body) => {
    expect((await refusal(create(admin, body), 400)).code).toBe('validation_failed');
  });

  test('twice at once makes one account', async () => {
    const username = someName();
    const invitation = { username, email: `${username}@example.org` };
    const answers = await Promise.all([1, 2, 3].map(() => create(admin, invitation)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

test('an account there is not', async () => {
  const nobody = '8f1f4a1c-7d53-4d1b-9a43-0e3f6c1e2b4d';
  for (const request of [
    admin.rest.get(`/api/admin/users/${nobody}`),
    admin.rest.patch(`/api/admin/users/${nobody}`).send({ status: 'blocked' }),
  ])
    expect((await refusal(request, 404)).code).toBe('user_not_found');
  for (const id of ['me', '1', '%00', "' OR 1=1", '../audit%2f'])
    expect((await admin.rest.patch(`/api/admin/users/${encodeURIComponent(id)}`).send({})).status).toBe(400);
  const gone = await somebody();
  await gone.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  expect((await refusal(patch(admin, gone, { status: 'active' }), 404)).code).toBe('user_not_found');
});
