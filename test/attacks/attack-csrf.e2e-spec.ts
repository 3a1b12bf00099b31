/** Another site makes ana's browser send its cookie: nothing happens to ana. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import supertest from 'supertest';
import { BrowserPage, OWN_PAGE } from '../support/browser-page.js';
import { aUser, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { claimsOf } from '../support/tokens.js';

const PAGE = 'https://app.example.org';
type Headers = Record<string, string>;

let server: RunningServer;
let ana: BrowserPage;
let databaseUrl: string;

beforeAll(async () => {
  const env = await stores();
  databaseUrl = env.DATABASE_URL;
  server = await startServer({ ...env, ALLOWED_ORIGINS: PAGE });
});

beforeEach(async () => {
  ana = await BrowserPage.registered(server.url);
});

/** The cookie is still there and good for a refresh. */
async function expectUnharmed(page: BrowserPage): Promise<void> {
  expect(page.refreshCookie).toMatch(/^rt_/);
  page.headers = OWN_PAGE;
  expect((await page.refresh()).status).toBe(200);
  expect((await page.get('me', page.bearer)).status).toBe(200);
}

describe.each(['refresh', 'logout'])('%s by cookie', (path) => {
  test.each<[string, () => Promise<Headers>]>([
    ['no CSRF token', async () => ({})],
    ['an empty one', async () => ({ 'x-csrf-token': '' })],
    ['garbage', async () => ({ 'x-csrf-token': 'a-b-c' })],
    [
      'the secret of the cookie',
      async () => {
        await ana.csrfToken();
        return { 'x-csrf-token': ana.cookies.get('__Host-csrf')! };
      },
    ],
    [
      'a token with one letter changed',
      async () => {
        const token = await ana.csrfToken();
        return { 'x-csrf-token': token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.at(-1) };
      },
    ],
    [
      "another browser's token",
      async () => {
        await ana.csrfToken();
        return { 'x-csrf-token': await (await BrowserPage.registered(server.url)).csrfToken() };
      },
    ],
    [
      'a token made before there was a session',
      async () => {
        ana.cookies.clear();
        const token = await ana.csrfToken();
        await ana.enters('login', { login: ana.username, password: PASSWORD });
        return { 'x-csrf-token': token };
      },
    ],
    [
      'a token of the session before',
      async () => {
        const token = await ana.csrfToken();
        await ana.enters('login', { login: ana.username, password: PASSWORD });
        return { 'x-csrf-token': token };
      },
    ],
    [
      'a token without its cookie',
      async () => {
        const token = await ana.csrfToken();
        ana.cookies.delete('__Host-csrf');
        return { 'x-csrf-token': token };
      },
    ],
    [
      "a token with another browser's secret",
      async () => {
        const token = await ana.csrfToken();
        const other = await BrowserPage.registered(server.url);
        await other.csrfToken();
        ana.cookies.set('__Host-csrf', other.cookies.get('__Host-csrf')!);
        return { 'x-csrf-token': token };
      },
    ],
    [
      'a secret planted by a sibling subdomain, without the __Host- prefix',
      async () => {
        const token = await ana.csrfToken();
        ana.cookies.set('csrf', ana.cookies.get('__Host-csrf')!);
        ana.cookies.delete('__Host-csrf');
        return { 'x-csrf-token': token };
      },
    ],
  ])('with %s', async (_name, headers) => {
    const answer = await ana.post(path, undefined, await headers());
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'csrf_failed', retryable: false });
    expect(answer.headers).not.toHaveProperty('set-cookie');
    await expectUnharmed(ana);
  });

  test.each<[string, Headers]>([
    ['cross-site, without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['cross-site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['cross-site, from a sandbox', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['a sibling subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.org' }],
    ['the same site, without an origin', { 'sec-fetch-site': 'same-site' }],
    ['an old browser on another site', { origin: 'https://evil.example' }],
    ['an old browser in a sandbox', { origin: 'null' }],
    ['a name that begins like ours', { origin: `${PAGE}.evil.example` }],
    ['a name that ends like ours', { origin: 'https://evil-app.example.org' }],
    ['our name in another scheme', { origin: 'http://app.example.org' }],
    ['our name on another port', { origin: `${PAGE}:8443` }],
    ['our name in capitals', { origin: 'https://APP.example.org' }],
    ['somebody who says nothing of where they are', {}],
  ])('with a good CSRF token from %s', async (_name, headers) => {
    const token = await ana.csrfToken();
    ana.headers = headers;
    const answer = await ana.post(path, undefined, { 'x-csrf-token': token });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'origin_not_allowed', retryable: false });
    await expectUnharmed(ana);
  });

  test.each<[string, Headers]>([
    ['our page', OWN_PAGE],
    ['a page of a listed origin', { 'sec-fetch-site': 'cross-site', origin: PAGE }],
    ['an old browser on a page of a listed origin', { origin: PAGE }],
  ])('with a good CSRF token from %s works', async (_name, headers) => {
    const token = await ana.csrfToken();
    ana.headers = headers;
    const answer = await ana.post(path, undefined, { 'x-csrf-token': token });
    expect(answer.status).toBeLessThan(300);
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'exceptCurrent=false'],
    ['an empty form', 'application/x-www-form-urlencoded', ''],
    ['a form with files', 'multipart/form-data; boundary=x', '--x--'],
    ['JSON dressed as text', 'text/plain', '{}'],
  ])('with %s', async (_name, type, body) => {
    const token = await ana.csrfToken();
    const answer = await supertest(server.url)
      .post(`/api/auth/${path}`)
      .set({ cookie: cookieLine(ana), 'x-csrf-token': token, ...OWN_PAGE, 'content-type': type })
      .send(body);
    expect(answer.status).toBe(415);
    await expectUnharmed(ana);
  });

  test('with a token in the body as well', async () => {
    const { refreshToken } = await aUser('eve', server.url);
    const answer = await ana.post(path, { refreshToken }, { 'x-csrf-token': await ana.csrfToken() });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'ambiguous_credentials' });
    await expectUnharmed(ana);
  });
});

test.each(['rt', 'refreshToken', '__Secure-rt', '__host-rt'])(
  'a refresh token in a cookie named %s is not looked at',
  async (name) => {
    const victim = new BrowserPage(server.url);
    victim.cookies.set(name, ana.refreshCookie!);
    const answer = await victim.refresh();
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'refreshToken' }] });
    await expectUnharmed(ana);
  },
);

test('of two refresh cookies one counts, and it is the first, as browsers send the closest first', async () => {
  const eve = await BrowserPage.registered(server.url);
  const token = await ana.csrfToken();
  const answer = await supertest(server.url)
    .post('/api/auth/refresh')
    .set({
      ...OWN_PAGE,
      'x-csrf-token': token,
      cookie: `${cookieLine(ana)}; __Host-rt=${eve.refreshCookie}`,
    });
  expect(answer.status).toBe(200);
  expect(answer.body.user.username).toBe(ana.username);
});

describe('signing out with two sessions', () => {
  test('an access token of another session than the cookie ends neither', async () => {
    const eve = await aUser('eve', server.url);
    const answer = await ana.post('logout', undefined, { authorization: `Bearer ${eve.accessToken}` });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'ambiguous_credentials' });
    await eve.rest.get('/api/auth/me').expect(200);
    await expectUnharmed(ana);
  });

  test('an access token that is none of ours does not stand in for a CSRF token', async () => {
    const answer = await ana.post('logout', undefined, { authorization: 'Bearer nonsense' });
    expect(answer.body).toMatchObject({ code: 'csrf_failed' });
    await expectUnharmed(ana);
  });

  test('an access token beside the cookie does not stand in for a CSRF token of a refresh', async () => {
    const answer = await ana.post('refresh', undefined, ana.bearer);
    expect(answer.body).toMatchObject({ code: 'csrf_failed' });
    await expectUnharmed(ana);
  });
});

describe('signing a browser in as somebody else', () => {
  test.each<[string, Headers]>([
    ['cross-site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a sibling subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.org' }],
    ['an old browser', { origin: 'https://evil.example' }],
  ])('from another site: %s', async (_name, headers) => {
    const victim = new BrowserPage(server.url);
    const answer = await victim.post(
      'login',
      { login: ana.username, password: PASSWORD },
      { 'x-token-delivery': 'cookie', 'sec-fetch-site': '', ...headers },
    );
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'origin_not_allowed' });
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });

  test.each(['Cookie', 'cookie, cookie', 'header', ''])('with the delivery %j', async (delivery) => {
    const answer = await ana.post('guest', {}, { 'x-token-delivery': delivery });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'x-token-delivery' }] });
  });
});

test('an attempt is in the audit log, with the session it was aimed at', async () => {
  await ana.post('refresh', undefined, { 'x-csrf-token': 'forged' });
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const entries = () =>
    database.query(
      `SELECT event, result, reason FROM security.audit WHERE session_id = $1 AND reason = 'csrf_failed'`,
      [claimsOf(ana.signedIn.accessToken).sid],
    );
  const { rows } = await eventually(entries, ({ rowCount }) => rowCount === 1);
  await database.end();
  expect(rows).toEqual([{ event: 'authz_fail', result: 'failure', reason: 'csrf_failed' }]);
});

function cookieLine(page: BrowserPage): string {
  return [...page.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
