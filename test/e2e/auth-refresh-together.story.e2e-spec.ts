/** Two tabs refresh at the same moment: both go on with the same pair, nobody is thrown out. */
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { BrowserPage } from '../support/browser-page.js';
import { aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { instanceUrl } from '../support/instances.js';
import { answer } from '../support/rest.js';

const me = (url: string, { accessToken }: { accessToken: string }) =>
  supertest(url).get('/api/auth/me').set('authorization', `Bearer ${accessToken}`);
const refresh = (url: string, { refreshToken }: { refreshToken: string }) =>
  supertest(url).post('/api/auth/refresh').send({ refreshToken });

test('requests in flight together get the same successor', async () => {
  const ana = await aUser('ana');

  const answers = await Promise.all(Array.from({ length: 6 }, () => answer<SignedIn>(refresh(ana.url, ana))));

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
  for (const { body } of answers) await me(ana.url, body).expect(200);
  await refresh(ana.url, answers[0]!.body).expect(200);
});

test('signing out in one tab while another refreshes: the session is over', async () => {
  for (let round = 0; round < 5; round += 1) {
    const ana = await aUser('ana');
    const [, refreshed] = await Promise.all([
      ana.rest.post('/api/auth/logout').expect(204),
      answer<SignedIn>(refresh(instanceUrl(1), ana)),
    ]);
    const pair = refreshed.status === 200 ? refreshed.body : ana;
    await eventually(
      async () => (await answer<Problem>(me(ana.url, pair))).body.code,
      (code) => code === 'session_revoked',
    );
    await refresh(ana.url, pair).expect(401);
  }
});

test('fifty refreshes by cookie, at once and after the first answer, on every instance: all go on with one pair', async () => {
  const ana = await BrowserPage.registered();
  const headers = { 'x-csrf-token': await ana.csrfToken() };
  const tabs = Array.from({ length: 50 }, (_, i) => ana.at(instanceUrl(i)));
  const [first, ...others] = tabs.map((tab) => () => tab.post('refresh', undefined, headers));
  const early = await first!();
  // These come when the answer has been received: too late to be in flight.
  const late = await Promise.all(others.map((refreshes) => refreshes()));
  expect([early, ...late].map(({ status }) => status)).toEqual(Array<number>(50).fill(200));
  expect(new Set(tabs.map(({ refreshCookie }) => refreshCookie)).size).toBe(1);
  expect((await tabs[0]!.refresh()).status).toBe(200);
});

test('a token that was exchanged in a body has no more time in a cookie', async () => {
  const thief = await BrowserPage.registered();
  const stolen = thief.refreshCookie!;
  await refresh(thief.url, { refreshToken: stolen }).expect(200);
  expect((await thief.refresh()).body).toMatchObject({ code: 'refresh_token_reused' });
});
