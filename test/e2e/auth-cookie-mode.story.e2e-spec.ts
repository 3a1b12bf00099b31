/** Ana's page keeps its session in a cookie that no script can read. */
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { PresenceSession } from '../../src/auth/auth.protocol.js';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { BrowserPage } from '../support/browser-page.js';
import { PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { claimsOf } from '../support/tokens.js';

const MONTH_S = 2_592_000;
const WEEK_S = 604_800;
const OTHER_PASSWORD = 'nine herons fold umbrellas';

describe('every way in puts the refresh token into the cookie', () => {
  const member = () => BrowserPage.registered();
  const guest = async () => {
    const page = new BrowserPage();
    await page.enters('guest', {});
    return page;
  };
  test.each<[string, () => Promise<BrowserPage>, (page: BrowserPage) => object, number, number]>([
    [
      'register',
      async () => new BrowserPage(),
      ({ username }) => ({ username, password: PASSWORD }),
      201,
      WEEK_S,
    ],
    ['login', member, ({ username }) => ({ login: username, password: PASSWORD }), 200, WEEK_S],
    ['guest', async () => new BrowserPage(), () => ({ displayName: 'Ana' }), 201, MONTH_S],
    ['guest/upgrade', guest, ({ username }) => ({ username, password: PASSWORD }), 200, WEEK_S],
    [
      'password/change',
      member,
      () => ({ currentPassword: PASSWORD, newPassword: OTHER_PASSWORD }),
      200,
      WEEK_S,
    ],
  ])('%s', async (way, before, body, status, livesS) => {
    const page = await before();
    const headers = page.signedIn ? page.bearer : {};

    const answer = await page.enters(way, body(page), headers);

    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body).sort()).toEqual(['accessToken', 'expiresIn', 'user']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(Object.keys(page.given)).toEqual(['__Host-rt']);
    const { value, attributes } = page.given['__Host-rt']!;
    expect(value).toMatch(/^rt_[\w-]{43}$/);
    expect(attributes).toEqual({
      'max-age': String(livesS),
      path: '/',
      httponly: true,
      secure: true,
      samesite: 'Strict',
    });
    expect((await page.get('me', page.bearer)).status).toBe(200);
    expect((await page.refresh()).status).toBe(200);
  });
});

test('a refresh by cookie goes on with the session, on every instance', async () => {
  const ana = await BrowserPage.registered();
  const first = ana.refreshCookie;
  const session = claimsOf(ana.signedIn.accessToken).sid;

  const elsewhere = ana.at(instanceUrl(1));
  const answer = await elsewhere.refresh();

  expect(answer.status).toBe(200);
  expect(Object.keys(answer.body).sort()).toEqual(['accessToken', 'expiresIn', 'user']);
  expect(elsewhere.refreshCookie).toMatch(/^rt_/);
  expect(elsewhere.refreshCookie).not.toBe(first);
  expect(Number(elsewhere.given['__Host-rt']!.attributes['max-age'])).toBeGreaterThan(WEEK_S - 120);
  expect(claimsOf(elsewhere.signedIn.accessToken).sid).toBe(session);
});

test('one CSRF token is good for every refresh of the session', async () => {
  const ana = await BrowserPage.registered();
  const headers = { 'x-csrf-token': await ana.csrfToken() };
  for (let i = 0; i < 3; i += 1) expect((await ana.post('refresh', {}, headers)).status).toBe(200);
});

test('a client that asks for nothing gets everything in the body and no cookie', async () => {
  const page = new BrowserPage();
  for (const headers of [{}, { 'x-token-delivery': 'body' }] as Record<string, string>[]) {
    const answer = await page.post('guest', {}, headers);
    expect(Object.keys(answer.body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken', 'user']);
    expect(answer.headers).not.toHaveProperty('set-cookie');
  }
});

test('a session in the body moves into the cookie', async () => {
  const page = new BrowserPage();
  const { refreshToken } = (await page.post('guest', {})).body as SignedIn;
  await page.enters('refresh', { refreshToken });
  expect(page.refreshCookie).toMatch(/^rt_/);
  expect((await page.refresh()).status).toBe(200);
});

describe('signing out', () => {
  test('by cookie ends the session and takes the cookie away', async () => {
    const ana = await BrowserPage.registered();
    const answer = await ana.post('logout', undefined, { 'x-csrf-token': await ana.csrfToken() });
    expect(answer.status).toBe(204);
    expect(ana.given['__Host-rt']).toEqual({
      value: '',
      attributes: expect.objectContaining({ 'max-age': '0', path: '/', secure: true, httponly: true }),
    });
    expect((await ana.get('me', ana.bearer)).body).toMatchObject({ code: 'session_revoked' });
    expect((await ana.post('logout')).status).toBe(204);
  });

  test('by access token beside the cookie, as pages send both', async () => {
    const ana = await BrowserPage.registered();
    const answer = await ana.post('logout', undefined, ana.bearer);
    expect(answer.status).toBe(204);
    expect(ana.refreshCookie).toBeUndefined();
    expect((await ana.get('me', ana.bearer)).status).toBe(401);
  });

  test('everywhere takes the cookie away, everywhere else leaves it', async () => {
    const ana = await BrowserPage.registered();
    const tablet = new BrowserPage(undefined, ana.username);
    await tablet.enters('login', { login: ana.username, password: PASSWORD });

    expect((await ana.post('logout-all', { exceptCurrent: true }, ana.bearer)).status).toBe(204);
    expect(ana.refreshCookie).toBeDefined();
    expect((await ana.refresh()).status).toBe(200);
    expect((await tablet.refresh()).body).toMatchObject({ code: 'session_revoked' });

    expect((await ana.post('logout-all', {}, ana.bearer)).status).toBe(204);
    expect(ana.refreshCookie).toBeUndefined();
  });
});

describe('a refused refresh takes the cookie away', () => {
  test('of a session that has ended', async () => {
    const ana = await BrowserPage.registered();
    await supertest(ana.url).post('/api/auth/logout').set(ana.bearer).expect(204);
    expect((await ana.refresh()).body).toMatchObject({ code: 'session_revoked' });
    expect(ana.refreshCookie).toBeUndefined();
  });

  test('of a token that was used before', async () => {
    const ana = await BrowserPage.registered();
    const used = ana.refreshCookie!;
    await ana.refresh();
    await ana.refresh();
    ana.cookies.set('__Host-rt', used);
    expect((await ana.refresh()).body).toMatchObject({ code: 'refresh_token_reused' });
    expect(ana.refreshCookie).toBeUndefined();
  });

  test('of a token that nobody knows', async () => {
    const page = new BrowserPage();
    page.cookies.set('__Host-rt', `rt_${'A'.repeat(43)}`);
    expect((await page.refresh()).body).toMatchObject({ code: 'refresh_token_invalid' });
    expect(page.refreshCookie).toBeUndefined();
  });
});

describe('what a page asks first', () => {
  const ask = async (page: BrowserPage, headers = {}) =>
    (await page.get('presence-session', headers)).body as PresenceSession;

  test('nobody is signed in, guests may enter, and asking makes no guest', async () => {
    const page = new BrowserPage();
    expect(await ask(page)).toEqual({ authenticated: false, guestsAllowed: true });
    expect(page.cookies.size).toBe(0);
  });

  test('the cookie identifies the user, and the answer is all that a refresh needs', async () => {
    const ana = await BrowserPage.registered();
    const { csrfToken, ...answer } = await ask(ana);
    expect(answer).toEqual({ authenticated: true, user: ana.signedIn.user, guestsAllowed: true });
    expect((await ana.post('refresh', {}, { 'x-csrf-token': csrfToken! })).status).toBe(200);
  });

  test('the access token identifies the user', async () => {
    const ana = await BrowserPage.registered();
    const bearer = ana.bearer;
    ana.cookies.clear();
    expect(await ask(ana, bearer)).toEqual({
      authenticated: true,
      user: ana.signedIn.user,
      guestsAllowed: true,
    });
  });

  test('the cookie of a session that has ended identifies nobody', async () => {
    const ana = await BrowserPage.registered();
    await supertest(ana.url).post('/api/auth/logout').set(ana.bearer).expect(204);
    expect(await ask(ana)).toEqual({ authenticated: false, guestsAllowed: true });
  });
});
