/** Guessing a password, from one address or from many; floods at one door leave the others open. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { SignedIn } from '../../src/auth/auth.protocol.js';
import { Device, PASSWORD } from '../support/client.js';
import { answer, refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';

let url: string;
let addresses = 0;

beforeAll(async () => {
  const env = await stores();
  // A proxy that names the client, so that each test has addresses of its own.
  url = (await startServer({ ...env, RATE_LIMIT_FACTOR: '1', TRUSTED_PROXIES: '127.0.0.1' })).url;
});

const anAddress = () => `198.51.${Math.floor(addresses / 250)}.${(addresses++ % 250) + 1}`;
const from = (address: string, path: string, body: object) =>
  supertest(url).post(`/api/auth/${path}`).set('x-forwarded-for', address).send(body);
const login = (address: string, { user }: Device, password: string) =>
  from(address, 'login', { login: user.username, password });

async function someone(): Promise<Device> {
  const username = `ana-${randomBytes(4).toString('hex')}`;
  const { body } = await answer<SignedIn>(
    from(anAddress(), 'register', { username, password: PASSWORD }).expect(201),
  );
  return new Device('ana', 0, url, body);
}

test('ten failures from ten addresses close the account to passwords, the right one included', async () => {
  const ana = await someone();
  for (let i = 0; i < 10; i += 1) await login(anAddress(), ana, `wrong ${i}`).expect(401);

  for (const password of ['wrong 11', PASSWORD]) {
    const { headers, body } = await answer<{ code: string; retryable: boolean; retryAfterMs: number }>(
      login(anAddress(), ana, password).expect(429),
    );
    expect(body).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(body.retryAfterMs).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBe(Math.ceil(body.retryAfterMs / 1000));
  }
  await from(anAddress(), 'login', { login: ana.user.username.toUpperCase(), password: PASSWORD }).expect(
    429,
  );
  await ana.rest.get('/api/auth/me').expect(200);
  await ana.refresh();
  const ben = await someone();
  await login(anAddress(), ben, PASSWORD).expect(200);
});

test('guesses sent at once do not slip past the count', async () => {
  const ana = await someone();
  for (let i = 0; i < 9; i += 1) await login(anAddress(), ana, `wrong ${i}`).expect(401);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) => login(anAddress(), ana, `guess ${i}`)),
  );
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(39);
});

test('a success forgets the failures before it', async () => {
  const ana = await someone();
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 6; i += 1) await login(anAddress(), ana, `wrong ${i}`).expect(401);
    await login(anAddress(), ana, PASSWORD).expect(200);
  }
});

test('one address has thirty tries; who is signed in there notices nothing', async () => {
  const ana = await someone();
  const address = anAddress();
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      from(address, 'login', { login: `nobody-${i}-${address}`, password: 'wrong password' }),
    ),
  );
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(30);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);

  await from(address, 'refresh', { refreshToken: ana.refreshToken }).expect(200);
  await ana.rest.get('/api/auth/me').set('x-forwarded-for', address).expect(200);
  await from(address, 'guest', {}).expect(201);
  await from(address, 'register', {
    username: `ben-${randomBytes(4).toString('hex')}`,
    password: PASSWORD,
  }).expect(201);
  await ana.rest.post('/api/auth/logout').set('x-forwarded-for', address).expect(204);
});

describe('who counts as one address', () => {
  const guests = (address: (i: number) => string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => from(address(i), 'guest', {})));
  const refused = (answers: { status: number }[]) => answers.filter(({ status }) => status === 429).length;

  test('thirty guests an hour, no matter at which end of a /64', async () => {
    const answers = await guests((i) => `2001:db8:7:7:${i.toString(16)}::${i}`, 33);
    expect(refused(answers)).toBe(3);
    expect(refused(await guests(() => '2001:DB8:7:7:FFFF::1', 1))).toBe(1);
    expect(refused(await guests(() => '2001:db8:7:8::1', 1))).toBe(0);
  });

  test('IPv4 and the same mapped into IPv6', async () => {
    const address = anAddress();
    await guests(() => address, 30);
    expect(refused(await guests(() => `::ffff:${address}`, 1))).toBe(1);
  });

  test('what a client writes before the hop that the proxy added', async () => {
    const address = anAddress();
    await guests((i) => `203.0.113.${i + 1}, ${address}`, 30);
    expect(refused(await guests(() => `203.0.113.99, ${address}`, 1))).toBe(1);
  });
});

test('without a trusted proxy no header changes the address', async () => {
  const direct = await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '1' });
  const spoofed = (i: number) =>
    supertest(direct.url)
      .post('/api/auth/guest')
      .set({
        'x-forwarded-for': `203.0.113.${i}`,
        forwarded: `for=203.0.113.${i}`,
        'x-real-ip': `203.0.113.${i}`,
        'cf-connecting-ip': `203.0.113.${i}`,
        'true-client-ip': `203.0.113.${i}`,
      })
      .send({});
  const answers = await Promise.all(Array.from({ length: 35 }, (_, i) => spoofed(i)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(30);
  expect((await refusal(spoofed(99), 429)).code).toBe('rate_limited');
});

test('ten registrations an hour', async () => {
  const address = anAddress();
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      from(address, 'register', { username: `flood-${randomBytes(4).toString('hex')}`, password: PASSWORD }),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
});
