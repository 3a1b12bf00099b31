/** ADMIN_USERNAME and ADMIN_EMAIL: creating the first administrator. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { AccountInfo } from '../../src/users/users.protocol.js';
import { query } from '../attacks/mint.js';
import { aUser, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { answer, refusal } from '../support/rest.js';
import { grant, theFirstAdmin } from '../support/roles.js';
import {
  embeddedStores,
  FIRST_ADMIN,
  runServerToItsEnd,
  startServer,
  stopServers,
  stores,
  temporaryFolder,
} from '../support/server.mjs';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

const { ADMIN_USERNAME, ADMIN_EMAIL } = FIRST_ADMIN;

test('two instances that start at once invite one administrator, once', async () => {
  const env = { ...(await stores()), ...FIRST_ADMIN, DATA_DIR: temporaryFolder('data') };
  const [one, two] = await Promise.all([startServer(env), startServer(env)]);

  const rows = await query<{ username: string; roles: string[] }>(
    env.DATABASE_URL,
    `SELECT username, array_agg(role ORDER BY role) AS roles FROM users JOIN user_roles ON user_id = id GROUP BY username`,
  );
  expect(rows).toEqual([{ username: ADMIN_USERNAME, roles: ['admin', 'member'] }]);
  const admin = await theFirstAdmin(one.url);
  await admin.at(two.url).rest.get('/api/admin/audit').expect(200);
  const mails = await query(env.DATABASE_URL, `SELECT 1 FROM mail_outbox WHERE kind = 'invitation'`);
  expect(mails).toHaveLength(1);
  const audit = await query(
    env.DATABASE_URL,
    `SELECT reason, actor_id FROM security.audit WHERE event = 'user_created'`,
  );
  expect(audit).toEqual([{ reason: 'first_admin', actor_id: null }]);

  // Later starts find that there is one, also under another name.
  await startServer({ ...env, ADMIN_USERNAME: 'somebody-else', ADMIN_EMAIL: 'somebody-else@example.org' });
  expect(await query(env.DATABASE_URL, 'SELECT 1 FROM users')).toHaveLength(1);
});

test('it may bear a name that nobody can register', async () => {
  const env = { ...(await stores()), ADMIN_USERNAME: 'root', ADMIN_EMAIL: 'root@example.org' };
  const server = await startServer(env);
  expect(await query(env.DATABASE_URL, 'SELECT username FROM users')).toEqual([{ username: 'root' }]);
  const register = supertest(server.url)
    .post('/api/auth/register')
    .send({ username: 'support', password: PASSWORD });
  expect((await refusal(register, 400)).code).toBe('validation_failed');
});

test('an account that has the name already is not promoted', async () => {
  const env = await stores();
  const before = await startServer(env);
  await supertest(before.url)
    .post('/api/auth/register')
    .send({ username: ADMIN_USERNAME, password: PASSWORD })
    .expect(201);
  const server = await startServer({ ...env, ...FIRST_ADMIN });
  await eventually(server.log, (log) => log.includes('ADMIN_USERNAME or ADMIN_EMAIL is taken'));
  expect(await query(env.DATABASE_URL, `SELECT 1 FROM user_roles WHERE role = 'admin'`)).toEqual([]);
});

describe('the last administrator', () => {
  test('stays until another one has signed in', async () => {
    const server = await startServer({ ...embeddedStores(), ...FIRST_ADMIN });
    const admin = await theFirstAdmin(server.url);
    const leave = () => admin.rest.delete('/api/profile').send({ password: PASSWORD });
    expect((await refusal(leave(), 409)).code).toBe('last_admin');

    // An invited user without a password yet has no permissions.
    await admin.rest
      .post('/api/admin/users')
      .send({ username: 'ben', email: 'ben@example.org', roles: ['admin'] })
      .expect(201);
    expect((await refusal(leave(), 409)).code).toBe('last_admin');

    const cleo = await aUser('cleo', server.url);
    await grant(cleo, 'admin');
    const blocked = { status: 'blocked' };
    await cleo.rest.patch(`/api/admin/users/${admin.id}`).send(blocked).expect(200);
    expect((await refusal(cleo.rest.delete('/api/profile').send({ password: PASSWORD }), 409)).code).toBe(
      'last_admin',
    );
    const back = cleo.rest.patch(`/api/admin/users/${admin.id}`).send({ status: 'active' });
    expect((await answer<AccountInfo>(back.expect(200))).body.roles).toContain('admin');
    await cleo.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  });

  test('is not two who leave at once', async () => {
    const env = { ...(await stores()) };
    const server = await startServer(env);
    const admins = await Promise.all([1, 2, 3].map(() => aUser('admin', server.url)));
    for (const admin of admins) await grant(admin, 'admin');
    const answers = await Promise.all(
      admins.map((admin) => admin.rest.delete('/api/profile').send({ password: PASSWORD })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 204, 409]);
  });

  test('cannot be taken by somebody with the same permissions by other roles', async () => {
    const env = await stores();
    const server = await startServer(env);
    const ana = await aUser('ana', server.url);
    await grant(ana, 'admin');
    const eve = await aUser('eve', server.url);
    await query(env.DATABASE_URL, `INSERT INTO roles (name, about) VALUES ('almost', 'all but the name')`);
    await query(
      env.DATABASE_URL,
      `INSERT INTO role_permissions SELECT 'almost', permission FROM role_permissions WHERE role = 'admin'`,
    );
    await grant(eve, 'almost');
    for (const body of [{ roles: [] }, { status: 'inactive' }, { roles: ['almost'], status: 'blocked' }]) {
      const change = eve.rest.patch(`/api/admin/users/${ana.id}`).send(body);
      expect((await refusal(change, 409)).code).toBe('last_admin');
    }
    await ana.rest.get('/api/admin/users').expect(200);
  });
});

test.each<[string, Record<string, string>, string]>([
  ['a name without an e-mail address', { ADMIN_USERNAME }, 'ADMIN_EMAIL: is needed with ADMIN_USERNAME'],
  ['an e-mail address without a name', { ADMIN_EMAIL }, 'ADMIN_USERNAME: is needed with ADMIN_EMAIL'],
  ['a name that is none', { ADMIN_USERNAME: 'a b', ADMIN_EMAIL }, 'ADMIN_USERNAME="a b": must be 3 to 32'],
  [
    'an e-mail address that is none',
    { ADMIN_USERNAME, ADMIN_EMAIL: 'a@b@c' },
    'ADMIN_EMAIL="a@b@c": must be',
  ],
  [
    'an e-mail address that only looks like one',
    { ADMIN_USERNAME, ADMIN_EMAIL: 'a@-b' },
    'ADMIN_EMAIL: email must be',
  ],
])('%s stops the start', async (_name, given, complaint) => {
  const { exitCode, output } = await runServerToItsEnd({ ...embeddedStores(), ...given });
  expect(exitCode).toBe(1);
  expect(output).toContain(complaint);
});
