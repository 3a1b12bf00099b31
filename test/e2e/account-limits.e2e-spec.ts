/**
 * Limits of rare and costly acts: exports, invitations, and the proof that the owner deletes an account. Own server, real
 * limits.
 */
import { beforeAll, expect, test } from '@jest/globals';
import { query } from '../attacks/mint.js';
import { aUser, PASSWORD } from '../support/client.js';
import { refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { startServer, stores } from '../support/server.mjs';

let url: string;
let databaseUrl: string;

beforeAll(async () => {
  const env = await stores();
  databaseUrl = env.DATABASE_URL;
  url = (await startServer({ ...env, RATE_LIMIT_FACTOR: '1' })).url;
});

test('five exports an hour', async () => {
  const ana = await aUser('ana', url);
  for (let i = 0; i < 5; i += 1) await ana.rest.get('/api/profile/export').expect(200);
  const sixth = await refusal(ana.rest.get('/api/profile/export'), 429);
  expect(sixth.code).toBe('rate_limited');
  expect(sixth.retryAfterMs).toBeGreaterThan(0);
  await ana.rest.get('/api/profile').expect(200);
});

test('five wrong passwords, then not even the right one deletes the account', async () => {
  const ana = await aUser('ana', url);
  const remove = (password: string) => ana.rest.delete('/api/profile').send({ password });
  for (let i = 0; i < 5; i += 1)
    expect((await refusal(remove(`wrong-${i}`), 401)).code).toBe('invalid_credentials');
  expect((await refusal(remove(PASSWORD), 429)).code).toBe('rate_limited');
  await ana.rest.get('/api/auth/me').expect(200);
});

test('a user without a password deletes the account with a session that is young, and only then', async () => {
  const ana = await aUser('ana', url);
  const remove = (body: object) => ana.rest.delete('/api/profile').send(body);
  await query(databaseUrl, 'UPDATE users SET password_hash = NULL WHERE id = $1', [ana.id]);
  const aged = (seconds: number) =>
    query(
      databaseUrl,
      `UPDATE sessions SET created_at = now() - make_interval(secs => $1) WHERE user_id = $2`,
      [seconds, ana.id],
    );
  await aged(660);
  // A fresh pair is no fresh sign-in.
  await ana.refresh();
  for (const body of [{}, { password: PASSWORD }, { password: 'anything' }])
    expect((await refusal(remove(body), 403)).code).toBe('reauthentication_required');
  await aged(540);
  await remove({}).expect(204);
  expect((await refusal(ana.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
});

test('a hundred invitations an hour', async () => {
  const admin = await aUser('admin', url);
  await grant(admin, 'user-manager');
  // Refused ones count, too: names may not be tried for ever.
  const invite = () =>
    admin.rest.post('/api/admin/users').send({ username: admin.user.username, email: 'x@example.org' });
  for (let i = 0; i < 100; i += 1) await invite().expect(409);
  expect((await refusal(invite(), 429)).code).toBe('rate_limited');
});
