/** Floods from one IP address: each route has a bucket of its own, and users signed in there notice nothing. */
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { BrowserPage } from '../support/browser-page.js';
import { PASSWORD } from '../support/client.js';
import { startServer, stores } from '../support/server.mjs';
import { anIp, from, REAL_LIMITS, someone, tries } from '../support/crowd.js';

let url: string;

beforeAll(async () => {
  url = (await startServer({ ...(await stores()), ...REAL_LIMITS })).url;
});

const aName = () => `flood-${randomBytes(4).toString('hex')}`;
const times = <T>(count: number, what: (i: number) => PromiseLike<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => what(i)));
const count = (answers: { status: number }[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

test('thirty tries to sign in; refreshing, reading, signing out, guests and registering go on', async () => {
  const ana = await someone(url);
  const ip = anIp();
  const answers = await times(40, (i) => tries(url, `nobody-${i}-${ip}`, 'wrong password', ip));
  expect(count(answers, 401)).toBe(30);
  expect(count(answers, 429)).toBe(10);
  await tries(url, ana.user.username, PASSWORD, ip).expect(429);
  expect(count(await times(5, () => tries(url, ana.user.username, PASSWORD)), 200)).toBe(5);
  await tries(url, ana.user.username, PASSWORD, ip).expect(429);

  let { refreshToken } = ana;
  for (let i = 0; i < 40; i += 1) {
    const { body } = await from(url, ip, 'refresh', { refreshToken }).expect(200);
    ({ refreshToken } = body as { refreshToken: string });
  }
  const reads = await times(40, () => ana.rest.get('/api/auth/me').set('x-forwarded-for', ip));
  expect(count(reads, 200)).toBe(40);
  await from(url, ip, 'guest', {}).expect(201);
  await from(url, ip, 'register', { username: aName(), password: PASSWORD }).expect(201);
  const leavings = await times(40, () => from(url, ip, 'logout', { refreshToken }));
  expect(count(leavings, 204)).toBe(40);
  await from(url, ip, 'refresh', { refreshToken }).expect(401);
});

test('ten registrations an hour', async () => {
  const ip = anIp();
  const answers = await times(12, () => from(url, ip, 'register', { username: aName(), password: PASSWORD }));
  expect(count(answers, 201)).toBe(10);
  expect(count(answers, 429)).toBe(2);
});

test('too many refreshes of one session: it waits and keeps its token, in a cookie as well', async () => {
  // Twelve a minute.
  const server = await startServer({ ...(await stores()), ...REAL_LIMITS, RATE_LIMIT_FACTOR: '0.1' });
  const ana = await someone(server.url);
  for (let i = 0; i < 12; i += 1) await ana.refresh();
  const { refreshToken } = ana;
  for (let i = 0; i < 2; i += 1) await from(server.url, anIp(), 'refresh', { refreshToken }).expect(429);
  await ana.rest.get('/api/auth/me').expect(200);
  await from(server.url, anIp(), 'logout', { refreshToken }).expect(204);

  const page = await BrowserPage.registered(server.url);
  for (let i = 0; i < 12; i += 1) expect((await page.refresh()).status).toBe(200);
  const { refreshCookie } = page;
  const { status, headers } = await page.refresh();
  expect(status).toBe(429);
  expect(headers).toMatchObject({ 'retry-after': expect.any(String), ratelimit: expect.any(String) });
  expect(page.given).toEqual({});
  expect(page.refreshCookie).toBe(refreshCookie);
});
