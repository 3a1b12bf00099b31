/** An attacker tries to get into another user's account through a provider. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { Browser, problemOf, PUBLIC_URL, Site } from '../support/browser.js';
import { aUser, type Device, PASSWORD } from '../support/client.js';
import { refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { query } from './mint.js';

let site: Site;
let admin: Device;
beforeAll(async () => {
  site = await Site.open();
  admin = await aUser('admin', site.at(PUBLIC_URL, 0));
  await grant(admin, 'admin');
});
afterAll(async () => site.close());

const json = { accept: 'application/json' };
const block = (id: string) =>
  admin.rest.patch(`/api/admin/users/${id}`).send({ status: 'blocked' }).expect(200);

async function codeOf(answer: Promise<Response>): Promise<[number, string]> {
  const { status } = await answer;
  return [status, (await problemOf(await answer)).code];
}

test('a disabled user does not sign in again, at no step', async () => {
  const eve = await site.providers.person('eve');
  const browser = new Browser(site);
  const { user } = await browser.signsIn('github', eve);
  const [begun, returned] = [
    await browser.callbackOf('github', eve),
    await browser.callbackOf('github', eve),
  ];
  const { fragment } = await browser.lands(returned);
  await block(user.id);

  expect(await codeOf(browser.fetchesTokens(fragment.oauth_code!))).toEqual([403, 'account_disabled']);
  expect(await codeOf(browser.visit(begun, json))).toEqual([403, 'account_disabled']);
  // Nor by the e-mail address, through a provider that was not linked.
  expect(await codeOf(browser.visit(await browser.callbackOf('google', eve), json))).toEqual([
    403,
    'account_disabled',
  ]);
  const linked = await query(site.stores.DATABASE_URL!, 'SELECT 1 FROM oauth_identities WHERE user_id = $1', [
    user.id,
  ]);
  expect(linked).toHaveLength(1);
});

test('a code that waits is worth nothing after the password was changed', async () => {
  const ana = await site.providers.person('ana');
  const browser = new Browser(site);
  const { accessToken } = await browser.signsIn('github', ana);
  const { fragment } = await browser.lands(await browser.callbackOf('github', ana));
  await supertest(site.at(PUBLIC_URL, 0))
    .post('/api/auth/password/set')
    .set('authorization', `Bearer ${accessToken}`)
    .send({ newPassword: PASSWORD })
    .expect(200);
  expect(await codeOf(browser.fetchesTokens(fragment.oauth_code!))).toEqual([400, 'invalid_oauth_state']);
});

test("eve's link, opened in ana's browser, does not give eve ana's account elsewhere", async () => {
  const ana = await site.providers.person('ana');
  const eve = (await aUser('eve', site.at(PUBLIC_URL, 0))).accessToken;
  const hers = new Browser(site);
  const begun = await hers.visit('/api/auth/oauth/github/link', { body: {}, authorization: `Bearer ${eve}` });
  const { url } = (await begun.json()) as { url: string };

  const anas = new Browser(site);
  const callback = await anas.agrees(url, ana);
  expect(await codeOf(anas.visit(callback, json))).toEqual([400, 'invalid_oauth_state']);
  expect((await anas.signsIn('github', ana)).user.displayName).toBe(ana.name);
});

test('a session left open makes no new way in without the password', async () => {
  const ana = await aUser('ana', site.at(PUBLIC_URL, 0));
  const link = (body: object) => ana.rest.post('/api/auth/oauth/github/link').send(body);
  await link({}).expect(200);
  const aged = `UPDATE sessions SET created_at = now() - interval '11 minutes' WHERE user_id = $1`;
  await query(site.stores.DATABASE_URL!, aged, [ana.id]);
  expect((await refusal(link({}), 403)).code).toBe('reauthentication_required');
  expect((await refusal(link({ password: 'a guess' }), 401)).code).toBe('invalid_credentials');
  await link({ password: PASSWORD }).expect(200);
});

test("a user who registers with ana's e-mail address before her does not get her account", async () => {
  const ana = await site.providers.person('ana');
  const username = `eve-${randomBytes(4).toString('hex')}`;
  const eve = await supertest(site.at(PUBLIC_URL, 0))
    .post('/api/auth/register')
    .send({ username, email: ana.email!.toUpperCase(), password: PASSWORD })
    .expect(201);
  const browser = new Browser(site);
  expect(await codeOf(browser.visit(await browser.callbackOf('google', ana), json))).toEqual([
    409,
    'link_required',
  ]);
  const rows = await query(site.stores.DATABASE_URL!, 'SELECT 1 FROM oauth_identities WHERE user_id = $1', [
    (eve.body as SignedIn).user.id,
  ]);
  expect(rows).toEqual([]);
});

test("an e-mail address that eve's provider has not verified opens nobody's account", async () => {
  const ana = await site.providers.person('ana');
  await new Browser(site).signsIn('google', ana);
  const eve = await site.providers.person('eve', { email: ana.email, verified: false });
  const browser = new Browser(site);
  expect(await codeOf(browser.visit(await browser.callbackOf('discord', eve), json))).toEqual([
    403,
    'oauth_email_unverified',
  ]);
});

test("a provider's code on its way through the browser is worth nothing without our PKCE verifier", async () => {
  const ana = await site.providers.person('ana');
  for (const [provider, path] of [
    ['github', '/login/oauth/access_token'],
    ['google', '/token'],
    ['discord', '/api/oauth2/token'],
  ] as const) {
    const callback = new URL(await new Browser(site).callbackOf(provider, ana));
    const stolen: Record<string, string> = {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code')!,
      redirect_uri: `${PUBLIC_URL}${callback.pathname}`,
      client_id: site.providers.env.OAUTH_GITHUB_CLIENT_ID!,
      client_secret: site.providers.env.OAUTH_GITHUB_CLIENT_SECRET!,
    };
    const guess = randomBytes(32).toString('base64url');
    for (const proof of [stolen, { ...stolen, code_verifier: guess }]) {
      const body = new URLSearchParams(proof);
      const answer = await fetch(site.providers.urls[provider] + path, { method: 'POST', body });
      expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
        400,
        'invalid_grant',
      ]);
    }
  }
});

test("somebody else's code, put into your answer, is refused", async () => {
  const [ana, eve] = [await site.providers.person('ana'), await site.providers.person('eve')];
  const stolen = new URL(await new Browser(site).callbackOf('google', ana)).searchParams.get('code')!;
  const browser = new Browser(site);
  const callback = new URL(await browser.callbackOf('google', eve));
  callback.searchParams.set('code', stolen);
  expect(await codeOf(browser.visit(callback.href, json))).toEqual([401, 'oauth_answer_invalid']);
});
