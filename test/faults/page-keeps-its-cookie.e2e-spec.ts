/** The server cannot answer a page's refresh now: the page keeps its cookie, and with it the session. */
import { beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { BrowserPage } from '../support/browser-page.js';
import { cuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { startServer, stopServers, stores } from '../support/server.mjs';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

async function expectRefused(page: BrowserPage, token: string, status: number, code: string): Promise<void> {
  const cookie = page.refreshCookie;
  const answer = await page.post('refresh', {}, { 'x-csrf-token': token });
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ code, retryable: true });
  expect(answer.headers).not.toHaveProperty('set-cookie');
  expect(page.refreshCookie).toBe(cookie);
}

test('429: too many refreshes', async () => {
  const server = await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '0.01' });
  const ana = await BrowserPage.registered(server.url);
  const token = await ana.csrfToken();
  expect((await ana.refresh()).status).toBe(200);
  await expectRefused(ana, token, 429, 'rate_limited');
  await expectRefused(ana, token, 429, 'rate_limited');
});

test('409: another refresh takes long', async () => {
  const env = await stores();
  const server = await startServer(env);
  const ana = await BrowserPage.registered(server.url);
  const token = await ana.csrfToken();
  const holder = new pg.Client({ connectionString: env.DATABASE_URL });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM sessions FOR UPDATE');

  await expectRefused(ana, token, 409, 'refresh_in_progress');

  await holder.query('COMMIT');
  await holder.end();
  expect((await ana.refresh()).status).toBe(200);
});

test('503: no database; signing out by cookie says so too, and works afterwards', async () => {
  const env = await stores();
  const postgres = await cuttableLink(env.DATABASE_URL);
  const server = await startServer({ ...env, DATABASE_URL: postgres.url }, { errorsExpected: true });
  const ana = await BrowserPage.registered(server.url);
  const token = await ana.csrfToken();

  postgres.cut();
  await expectRefused(ana, token, 503, 'service_unavailable');
  const logout = await ana.post('logout', undefined, { 'x-csrf-token': token });
  expect(logout.status).toBe(503);
  expect(logout.headers).not.toHaveProperty('set-cookie');

  postgres.mend();
  const refreshed = await eventually(
    () => ana.post('refresh', {}, { 'x-csrf-token': token }),
    ({ status }) => status === 200,
  );
  expect(refreshed.body.user.username).toBe(ana.username);
  expect((await ana.post('logout', undefined, { 'x-csrf-token': token })).status).toBe(204);
  expect(ana.refreshCookie).toBeUndefined();
  await postgres.close();
});
