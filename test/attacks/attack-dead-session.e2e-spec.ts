/** A session that has ended for whatever reason refreshes nothing, and nothing revives it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, type Device, PASSWORD } from '../support/client.js';
import { refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';
import { query } from './mint.js';

let url: string;
let databaseUrl: string;

beforeAll(async () => {
  const env = await stores();
  databaseUrl = env.DATABASE_URL;
  url = (await startServer(env)).url;
});

const sql = (text: string, person: Device) => query(databaseUrl, text, [person.id]);
const refresh = ({ refreshToken }: Device) => supertest(url).post('/api/auth/refresh').send({ refreshToken });

describe.each<[string, string, (ana: Device) => Promise<unknown>]>([
  ['logout', 'session_revoked', (ana) => ana.rest.post('/api/auth/logout').expect(204)],
  ['logout-all', 'session_revoked', (ana) => ana.rest.post('/api/auth/logout-all').expect(204)],
  [
    'a block',
    'session_revoked',
    (ana) => sql(`UPDATE users SET account_status = 'blocked' WHERE id = $1`, ana),
  ],
  [
    'a new password',
    'session_revoked',
    (ana) => sql('UPDATE users SET credential_version = credential_version + 1 WHERE id = $1', ana),
  ],
  ['the user being deleted', 'refresh_token_invalid', (ana) => sql('DELETE FROM users WHERE id = $1', ana)],
  [
    'no use for too long',
    'refresh_token_invalid',
    (ana) => sql('UPDATE sessions SET idle_expires_at = now() WHERE user_id = $1', ana),
  ],
  [
    'its last day',
    'refresh_token_invalid',
    (ana) => sql('UPDATE sessions SET absolute_expires_at = now() WHERE user_id = $1', ana),
  ],
])('after %s', (_name, code, end) => {
  test('the refresh token is refused', async () => {
    const ana = await aUser('ana', url);
    await end(ana);
    expect((await refusal(refresh(ana), 401)).code).toBe(code);
    await refresh(ana).expect(401);
  });
});

test('a block found while refreshing ends the session, and lifting it revives nothing', async () => {
  const ana = await aUser('ana', url);
  await sql(`UPDATE users SET account_status = 'blocked' WHERE id = $1`, ana);
  await refresh(ana).expect(401);
  expect((await refusal(ana.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');

  await sql(`UPDATE users SET account_status = 'active' WHERE id = $1`, ana);
  expect((await refusal(refresh(ana), 401)).code).toBe('session_revoked');
});

test('that an account is blocked is disclosed only to somebody who knows the password', async () => {
  const ana = await aUser('ana', url);
  await sql(`UPDATE users SET account_status = 'blocked' WHERE id = $1`, ana);
  const login = (password: string) =>
    supertest(url).post('/api/auth/login').send({ login: ana.user.username, password });
  expect((await refusal(login('wrong password'), 401)).code).toBe('invalid_credentials');
  expect((await refusal(login(PASSWORD), 403)).code).toBe('account_disabled');
});

test('a blocked user is not found by others', async () => {
  const ana = await aUser('ana', url);
  const ben = await aUser('ben', url);
  await sql(`UPDATE users SET account_status = 'blocked' WHERE id = $1`, ana);
  await ben.rest.get(`/api/users/${ana.id}`).expect(404);
  await ben.rest.get(`/api/users/by-username/${ana.user.username}`).expect(404);
});
