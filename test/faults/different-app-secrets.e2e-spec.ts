/** Instances with different APP_SECRETs would seal and sign past one another: they do not run together. */
import { beforeEach, expect, test } from '@jest/globals';
import { query } from '../attacks/mint.js';
import { aUser } from '../support/client.js';
import { runServerToItsEnd, startServer, stopServers, stores } from '../support/server.mjs';
import { keysRotate, publishedKids } from '../support/signing-keys.js';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

const ANOTHER = 'another-one-0123456789-abcdefghij-KLMNOP';
const SENTENCE = /APP_SECRET: is not the one this database was made with/;

test('one that cannot open the active key refuses to start in one sentence, and changes nothing', async () => {
  const env = await stores();
  const first = await startServer(env);
  const before = await publishedKids(first.url);
  await first.stop();
  // Data of an earlier version: nothing may be added to it under the wrong secret.
  await query(env.DATABASE_URL, `DELETE FROM signing_keys WHERE status = 'next'`);

  const { exitCode, output } = await runServerToItsEnd({ ...env, APP_SECRET: ANOTHER });

  expect(exitCode).toBe(1);
  expect(output).toMatch(/(^|\n)Ringline cannot start:\n {2}APP_SECRET: [^\n]+\n$/);
  expect(output).toMatch(SENTENCE);
  const rows = await query<{ kid: string }>(env.DATABASE_URL, 'SELECT kid FROM signing_keys');
  expect(before).toEqual(expect.arrayContaining(rows.map(({ kid }) => kid)));
  expect(rows).toHaveLength(1);
  await aUser('ana', (await startServer(env)).url);
});

test('one that cannot open the next key refuses too', async () => {
  const env = await stores();
  await (await startServer(env)).stop();
  await query(
    env.DATABASE_URL,
    `UPDATE signing_keys SET private_sealed = sha512(private_sealed) WHERE status = 'next'`,
  );
  const { exitCode, output } = await runServerToItsEnd(env);
  expect(exitCode).toBe(1);
  expect(output).toMatch(SENTENCE);
});

test('of two that start at once on an empty database one refuses', async () => {
  const env = await stores();
  const outcomes = await Promise.allSettled(
    [env.APP_SECRET, ANOTHER].map((APP_SECRET) =>
      startServer({ ...env, APP_SECRET }, { errorsExpected: true }),
    ),
  );
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(1);
  expect(String(refused[0]!.reason)).toMatch(SENTENCE);
  const [up] = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  const ana = await aUser('ana', up!.value.url);
  await ana.rest.get('/api/auth/me').expect(200);
  expect(await publishedKids(up!.value.url)).toHaveLength(2);
});

test('the command line refuses a wrong one, and a replaced one only by name', async () => {
  const env = await stores();
  const changed = { ...env, APP_SECRET: ANOTHER };
  const old = await startServer(env, { errorsExpected: true });
  const before = await publishedKids(old.url);

  for (const args of [[], ['--compromised']]) {
    const { exitCode, output } = await keysRotate(changed, ...args);
    expect(exitCode).toBe(1);
    expect(output).toMatch(SENTENCE);
    expect(output).toMatch(/--compromised --new-app-secret/);
  }
  expect((await keysRotate(changed, '--new-app-secret')).exitCode).toBe(1);
  expect(await publishedKids(old.url)).toEqual(before);

  const { exitCode, output } = await keysRotate(changed, '--compromised', '--new-app-secret');
  expect(output).toMatch(/^All keys are new and every session \(0\) has ended/);
  expect(exitCode).toBe(0);

  // It could sign nothing that anybody believes, so it does not go on.
  expect(await old.exited).toBe(0);
  expect(old.log()).toMatch(SENTENCE);
  const { url } = await startServer(changed);
  const published = await publishedKids(url);
  expect(published.filter((kid) => before.includes(kid))).toEqual([]);
  const ana = await aUser('ana', url);
  await ana.rest.get('/api/auth/me').expect(200);
});
