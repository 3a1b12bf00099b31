/** Eve plants her session in ana's browser before ana signs in: ana gets one of her own, and eve's stays eve's. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { BrowserPage } from '../support/browser-page.js';
import { PASSWORD } from '../support/client.js';
import { claimsOf } from '../support/tokens.js';

const sid = ({ signedIn }: BrowserPage) => claimsOf(signedIn.accessToken).sid;

let eve: BrowserPage;
let known: BrowserPage;
beforeAll(async () => {
  eve = await BrowserPage.registered();
  known = await BrowserPage.registered();
});

describe.each<[string, (page: BrowserPage) => object]>([
  ['login', () => ({ login: known.username, password: PASSWORD })],
  ['register', ({ username }) => ({ username, password: PASSWORD })],
  ['guest', () => ({})],
])('%s', (way, body) => {
  test("with eve's cookie and CSRF secret planted", async () => {
    const ana = new BrowserPage();
    await eve.csrfToken();
    for (const [name, value] of eve.cookies) ana.cookies.set(name, value);
    const planted = ana.refreshCookie;

    await ana.enters(way, body(ana));

    expect(sid(ana)).not.toBe(sid(eve));
    expect(ana.refreshCookie).not.toBe(planted);
    expect(ana.signedIn.user.id).not.toBe(eve.signedIn.user.id);
    // Tokens that eve knows from before give no access to ana's session.
    const token = await eve.csrfToken();
    const answer = await ana.post('refresh', {}, { 'x-csrf-token': token });
    expect(answer.body).toMatchObject({ code: 'csrf_failed' });
    expect((await eve.refresh()).body.user.id).toBe(eve.signedIn.user.id);
    expect(sid(eve)).not.toBe(sid(ana));
  });

  test("with eve's access token beside it", async () => {
    const ana = new BrowserPage();
    await ana.enters(way, body(ana), eve.bearer);
    expect(sid(ana)).not.toBe(sid(eve));
    expect(ana.signedIn.user.id).not.toBe(eve.signedIn.user.id);
  });

  test('with a cookie that eve made up', async () => {
    const ana = new BrowserPage();
    const madeUp = `rt_${'e'.repeat(43)}`;
    ana.cookies.set('__Host-rt', madeUp);
    await ana.enters(way, body(ana));
    expect(ana.refreshCookie).not.toBe(madeUp);
    expect((await ana.refresh()).status).toBe(200);
  });
});

test("ana's own session from before is not taken up again", async () => {
  const ana = await BrowserPage.registered();
  const before = sid(ana);
  await ana.enters('login', { login: ana.username, password: PASSWORD }, ana.bearer);
  expect(sid(ana)).not.toBe(before);
});

test('a guest who becomes a member leaves the session that others may know', async () => {
  const ana = new BrowserPage();
  await ana.enters('guest', {});
  const planted = ana.refreshCookie!;
  const before = { sid: sid(ana), bearer: ana.bearer };

  await ana.enters('guest/upgrade', { username: ana.username, password: PASSWORD }, ana.bearer);

  expect(sid(ana)).not.toBe(before.sid);
  expect((await ana.get('me', before.bearer)).body).toMatchObject({ code: 'session_revoked' });
  const thief = new BrowserPage();
  thief.cookies.set('__Host-rt', planted);
  expect((await thief.refresh()).body).toMatchObject({ code: 'session_revoked' });
});

test('nobody chooses a session id', async () => {
  const chosen = '11111111-1111-4111-8111-111111111111';
  const page = new BrowserPage();
  for (const name of ['sid', 'session', 'sessionId', '__Host-sid', '__Host-session'])
    page.cookies.set(name, chosen);
  const answer = await page.post('guest?sid=' + chosen, {}, { 'x-session-id': chosen });
  expect(claimsOf((answer.body as SignedIn).accessToken).sid).not.toBe(chosen);
});
