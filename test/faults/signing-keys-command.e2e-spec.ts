/** `npm run keys:rotate` works on the database; the servers beside it follow. */
import { beforeEach, expect, test } from '@jest/globals';
import { query } from '../attacks/mint.js';
import { anActiveCall } from '../support/calls.js';
import { aUser, login } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { refusal } from '../support/rest.js';
import { embeddedStores, startServer, stopServers, stores, temporaryFolder } from '../support/server.mjs';
import { anHourPasses, keysRotate, kidOf, publishedKids, rotations } from '../support/signing-keys.js';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

test('rotates when the next key is ready, and says how long otherwise', async () => {
  const env = await stores();
  const [a, b] = [await startServer(env), await startServer(env)];
  const ana = await aUser('ana', a.url);

  const early = await keysRotate(env);
  expect(early.exitCode).toBe(1);
  expect(early.output).toMatch(/^The keys were not rotated:\n.* 20 minutes.* (19|20) to go\.\n$/);
  expect(await publishedKids(a.url)).toHaveLength(2);

  await anHourPasses(env.DATABASE_URL);
  const { exitCode, output } = await keysRotate(env);
  expect(output).toMatch(/^The next key signs from now on/);
  expect(exitCode).toBe(0);
  for (const { url } of [a, b]) {
    await eventually(
      () => login(url, ana.user.username),
      ({ accessToken }) => kidOf(accessToken) !== kidOf(ana.accessToken),
    );
    await ana.at(url).rest.get('/api/auth/me').expect(200);
  }
  expect(await rotations(env.DATABASE_URL)).toMatchObject([{ reason: 'command', actor_id: null }]);
});

test('--compromised ends every session and socket', async () => {
  const env = await stores();
  const [a, b] = [await startServer(env), await startServer(env)];
  const people = [await aUser('ana', a.url), await aUser('ben', b.url)];
  for (const person of people) await person.connect();
  const { call } = await anActiveCall({ ana: people[0], ben: people[1] });

  const { exitCode, output } = await keysRotate(env, '--compromised');
  expect(output).toMatch(/every session \(2\) has ended/);
  expect(exitCode).toBe(0);

  for (const person of people) {
    await expect(person.receives('session:ended')).resolves.toMatchObject({ code: 'session_revoked' });
    await eventually(
      async () => (await refusal(person.rest.get('/api/auth/me'), 401)).code,
      (code) => code === 'token_invalid',
    );
  }
  await eventually(
    () =>
      query<{ reason: string }>(env.DATABASE_URL, 'SELECT end_reason AS reason FROM calls WHERE id = $1', [
        call.id,
      ]),
    ([ended]) => ended?.reason === 'hangup',
  );
});

test('servers that were not notified find out by themselves', async () => {
  const env = await stores();
  const { url } = await startServer(env);
  const ana = await aUser('ana', url);
  await ana.connect();
  const before = await publishedKids(url);

  expect((await keysRotate({ ...env, REDIS_URL: '' }, '--compromised')).exitCode).toBe(0);

  await expect(ana.receives('session:ended')).resolves.toMatchObject({ code: 'session_revoked' });
  await eventually(
    () => publishedKids(url),
    (kids) => !kids.some((kid) => before.includes(kid)),
  );
  expect((await refusal(ana.rest.get('/api/auth/me'), 401)).code).toBe('token_invalid');
  const { accessToken } = await login(url, ana.user.username);
  await ana.rest.get('/api/auth/me').set('authorization', `Bearer ${accessToken}`).expect(200);
});

test('beside a running embedded default it names the endpoint; afterwards it works', async () => {
  const env = embeddedStores();
  const server = await startServer(env);
  const busy = await keysRotate(env, '--compromised');
  expect(busy.exitCode).toBe(1);
  expect(busy.output).toMatch(/DATA_DIR: .* is in use.*\n.*POST \/api\/admin\/signing-keys\/rotate/);
  const before = await publishedKids(server.url);
  await server.stop();

  expect(await keysRotate(env, '--compromised')).toMatchObject({ exitCode: 0 });

  const again = await startServer(env);
  expect((await publishedKids(again.url)).filter((kid) => before.includes(kid))).toEqual([]);
});

test('without a database, or with words it does not know, it says so', async () => {
  const nowhere = await keysRotate({ DATA_DIR: temporaryFolder('nowhere') });
  expect(nowhere).toMatchObject({ exitCode: 1, output: expect.stringMatching(/DATABASE_URL: is empty/) });
  const unknown = await keysRotate({}, '--force');
  expect(unknown).toMatchObject({ exitCode: 1, output: expect.stringMatching(/--force/) });
  expect(await keysRotate({}, '--help')).toMatchObject({
    exitCode: 0,
    output: expect.stringMatching(/^npm run keys:rotate/),
  });
});
