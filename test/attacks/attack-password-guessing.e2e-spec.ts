/** Guessing the password of one account from many IP addresses: ten tries, then one after each pause. */
import { beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import supertest from 'supertest';
import { PASSWORD } from '../support/client.js';
import { answer, refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';
import { anIp, REAL_LIMITS, someone, tries } from '../support/crowd.js';

let url: string;

beforeAll(async () => {
  url = (await startServer({ ...(await stores()), ...REAL_LIMITS })).url;
});

interface Refused {
  code: string;
  retryable: boolean;
  retryAfterMs: number;
}

async function fails(at: string, login: string, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await tries(at, login, `wrong ${i}`).expect(401);
}

test('ten failures from ten IP addresses close the account to passwords, the right one included', async () => {
  const ana = await someone(url);
  await fails(url, ana.user.username, 10);

  for (const password of ['wrong 11', PASSWORD]) {
    const refused = await answer<Refused>(tries(url, ana.user.username, password).expect(429));
    expect(refused.body).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(refused.body.retryAfterMs).toBeGreaterThan(0);
    expect(refused.body.retryAfterMs).toBeLessThanOrEqual(60_000);
    const headers = refused.headers as Record<string, string>;
    const retryAfter = String(Math.ceil(refused.body.retryAfterMs / 1000));
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'retry-after': retryAfter,
      'ratelimit-policy': '"login_account";q=10;w=900',
      ratelimit: `"login_account";r=0;t=${retryAfter}`,
    });
    expect(headers).not.toHaveProperty('set-cookie');
    expect(headers).not.toHaveProperty('www-authenticate');
  }
  await tries(url, ana.user.username.toUpperCase(), PASSWORD).expect(429);
  await ana.rest.get('/api/auth/me').expect(200);
  await ana.refresh();
  const ben = await someone(url, 'ben');
  await tries(url, ben.user.username, PASSWORD).expect(200);
});

test('the name and the e-mail address of one account have the ten in common', async () => {
  const ana = await someone(url, 'ana', `ana-${Date.now()}@example.org`);
  await fails(url, ana.user.username, 5);
  await fails(url, ana.user.email!.toUpperCase(), 5);
  for (const login of [ana.user.username, ana.user.email!]) await tries(url, login, PASSWORD).expect(429);
});

test('GraphQL counts with REST, and each alias of it by itself', async () => {
  const ana = await someone(url);
  const login = ana.user.username;
  const graphql = async (guesses: number) => {
    const fields = Array.from({ length: guesses }, (_, i) => `try${i}: login(input: $input) { expiresIn }`);
    const query = `mutation ($input: LoginInput!) { ${fields.join(' ')} }`;
    const { body } = await supertest(url)
      .post('/graphql')
      .set('x-forwarded-for', anIp())
      .send({ query, variables: { input: { login, password: 'wrong password' } } })
      .expect(200);
    return body.errors.map((error: { extensions: { code: string } }) => error.extensions.code);
  };
  await fails(url, login, 4);
  expect(await graphql(8)).toEqual([
    ...Array<string>(6).fill('invalid_credentials'),
    ...Array<string>(2).fill('rate_limited'),
  ]);
  await tries(url, login, PASSWORD).expect(429);
});

test('a name that nobody bears is closed like one that somebody bears', async () => {
  const ana = await someone(url);
  const answers = [];
  for (const login of [ana.user.username, 'nobody-of-that-name', 'nobody@example.org', 'no name at all']) {
    await fails(url, login, 10);
    const { requestId, retryAfterMs, ...problem } = await refusal(tries(url, login, 'wrong 11'), 429);
    expect(requestId).toEqual(expect.any(String));
    answers.push({ ...problem, firstPause: retryAfterMs! <= 60_000 });
  }
  expect(answers[0]).toMatchObject({ code: 'rate_limited', firstPause: true });
  for (const other of answers) expect(other).toEqual(answers[0]);
  await tries(url, 'Nobody-Of-That-Name', 'wrong 12').expect(429);
});

test('a success clears the failures before it', async () => {
  const ana = await someone(url);
  for (let round = 0; round < 3; round += 1) {
    await fails(url, ana.user.username, 6);
    await tries(url, ana.user.username, PASSWORD).expect(200);
  }
});

test('each pause lets one try through and is longer than the one before, up to a quarter of an hour', async () => {
  // Without Redis limits are in PostgreSQL, where a test can turn the clock forward.
  const env = await stores();
  const server = await startServer({ ...env, ...REAL_LIMITS, REDIS_URL: '' });
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  const passes = (seconds: number) =>
    client.query('UPDATE rate_limits SET expire = expire - $1', [seconds * 1000]);
  const ana = await someone(server.url);
  const wait = async (login: string) =>
    (await refusal(tries(server.url, login, PASSWORD), 429)).retryAfterMs! / 1000;

  for (const login of [ana.user.username, 'nobody-of-that-name']) {
    await fails(server.url, login, 9);
    for (const pauseS of [60, 120, 240, 480, 900, 900]) {
      await fails(server.url, login, 1);
      const waitS = await wait(login);
      expect(waitS).toBeGreaterThan(pauseS * 0.7);
      expect(waitS).toBeLessThanOrEqual(pauseS);
      await passes(pauseS);
    }
  }
  await tries(server.url, ana.user.username, PASSWORD).expect(200);
  await fails(server.url, ana.user.username, 9);

  // A client that stops for a quarter of an hour after a pause starts over.
  await tries(server.url, 'nobody-of-that-name', 'wrong').expect(401);
  await passes(900 + 900);
  await fails(server.url, 'nobody-of-that-name', 10);
  expect(await wait('nobody-of-that-name')).toBeLessThanOrEqual(60);
  await client.end();
});
