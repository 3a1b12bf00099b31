/** Signing in with GitHub, Google and Discord, by real authorization codes from foreign servers. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { OAUTH_PROVIDERS, type OauthOverview } from '../../src/oauth/oauth.protocol.js';
import type { OwnUser } from '../../src/users/users.protocol.js';
import { APP_URL, Browser, location, problemOf, PUBLIC_URL, Site } from '../support/browser.js';
import { login, PASSWORD } from '../support/client.js';
import type { Person } from '../support/identity-provider.js';
import { Mailbox } from '../support/mail.js';
import { answer, refusal } from '../support/rest.js';

let site: Site;
beforeAll(async () => (site = await Site.open()));
afterAll(async () => site.close());

const bearer = ({ accessToken }: SignedIn) => `Bearer ${accessToken}`;
const rest = (seat = 0) => supertest(site.at(PUBLIC_URL, seat));
const me = async (who: SignedIn, seat = 0) =>
  (await answer<OwnUser>(rest(seat).get('/api/auth/me').set('authorization', bearer(who)).expect(200))).body;
const overview = async (who: SignedIn) =>
  (await answer<OauthOverview>(rest().get('/api/auth/oauth').set('authorization', bearer(who)).expect(200)))
    .body;

async function registered(name: string, email?: string): Promise<SignedIn> {
  const username = `${name}-${randomBytes(4).toString('hex')}`;
  const made = await rest()
    .post('/api/auth/register')
    .send({ username, email, password: PASSWORD })
    .expect(201);
  return made.body as SignedIn;
}

/** Links an account and returns the result that the page gets. */
async function links(browser: Browser, who: SignedIn, person: Person) {
  const begun = await browser.visit('/api/auth/oauth/github/link', { body: {}, authorization: bearer(who) });
  expect(begun.status).toBe(200);
  const { url } = (await begun.json()) as { url: string };
  return (await browser.lands(await browser.agrees(url, person))).fragment;
}

const unlink = (who: SignedIn, provider: string) =>
  rest().delete(`/api/auth/oauth/${provider}`).set('authorization', bearer(who));

describe.each(OAUTH_PROVIDERS)('%s', (provider) => {
  test('the first time makes an account, the second time finds it, on any instance', async () => {
    const ana = await site.providers.person('ana');
    const first = await new Browser(site).signsIn(provider, ana);
    expect(first.user).toMatchObject({
      displayName: ana.name,
      email: ana.email,
      emailVerified: true,
      isGuest: false,
    });
    for (const seat of [0, 1]) expect((await me(first, seat)).id).toBe(first.user.id);

    const second = await new Browser(site).signsIn(provider, ana);
    expect(second.user.id).toBe(first.user.id);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const { identities } = await overview(second);
    expect(identities).toEqual([{ provider, linkedAt: expect.any(String), lastUsedAt: expect.any(String) }]);
  });
});

test('the account is an ordinary member', async () => {
  const ana = await site.providers.person('ana');
  const signedIn = await new Browser(site).signsIn('github', ana);
  expect(signedIn.user.username).toBe(ana.login);
  const refreshed = await answer<SignedIn>(
    rest(1).post('/api/auth/refresh').send({ refreshToken: signedIn.refreshToken }).expect(200),
  );
  await rest().post('/api/auth/logout').set('authorization', bearer(refreshed.body)).expect(204);
  await rest(1).get('/api/auth/me').set('authorization', bearer(refreshed.body)).expect(401);
});

test('a username that is taken or reserved is varied', async () => {
  const { user } = await registered('ben');
  const other = await site.providers.person('ben', { login: user.username });
  const admin = await site.providers.person('eve', { login: 'admin', email: null });
  expect((await new Browser(site).signsIn('github', other)).user.username).toMatch(
    new RegExp(`^${user.username}-[a-z0-9]{6}$`),
  );
  expect((await new Browser(site).signsIn('discord', admin)).user).toMatchObject({
    username: expect.stringMatching(/^admin-[a-z0-9]{6}$/),
    email: null,
    emailVerified: false,
  });
});

test('two first sign-ins at the same moment are one account', async () => {
  const ana = await site.providers.person('ana');
  const both = await Promise.all([
    new Browser(site).signsIn('google', ana),
    new Browser(site).signsIn('google', ana),
  ]);
  expect(both[0].user.id).toBe(both[1].user.id);
});

describe('an account that has the e-mail address already', () => {
  test('is joined when both sides have verified it', async () => {
    const ana = await site.providers.person('ana');
    const { user } = await new Browser(site).signsIn('github', ana);
    const again = await new Browser(site).signsIn('discord', ana);
    expect(again.user.id).toBe(user.id);
    expect((await overview(again)).identities?.map((i) => i.provider)).toEqual(['github', 'discord']);
    const { text } = await new Mailbox(ana.email!, site.at(PUBLIC_URL, 0)).next(/^A new way to sign in/);
    expect(text).toContain('Discord');
  });

  test('must link by itself when only the provider has', async () => {
    const ana = await site.providers.person('ana');
    const mine = await registered('ana', ana.email!);
    const browser = new Browser(site);
    expect((await browser.lands(await browser.callbackOf('github', ana))).fragment).toEqual({
      oauth_error: 'link_required',
      oauth_provider: 'github',
    });

    expect(await links(browser, mine, ana)).toEqual({ oauth_linked: 'github' });
    expect((await new Browser(site).signsIn('github', ana)).user.id).toBe(mine.user.id);
  });

  test('is out of reach when the provider has not', async () => {
    const ana = await site.providers.person('ana', { verified: false });
    await registered('ana', ana.email!);
    const browser = new Browser(site);
    for (const provider of OAUTH_PROVIDERS)
      expect((await browser.lands(await browser.callbackOf(provider, ana))).fragment.oauth_error).toBe(
        'oauth_email_unverified',
      );
  });

  test.each(OAUTH_PROVIDERS)(
    "an e-mail address that %s has not verified is not the account's",
    async (provider) => {
      const ana = await site.providers.person('ana', { verified: false });
      const { user } = await new Browser(site).signsIn(provider, ana);
      expect(user).toMatchObject({ email: null, emailVerified: false });
      // Its owner can still register with it.
      expect((await registered('ana', ana.email!)).user.email).toBe(ana.email);
    },
  );
});

describe('linking and unlinking', () => {
  test('an account elsewhere belongs to one account here', async () => {
    const octocat = await site.providers.person('octocat', { email: null });
    const [ana, ben] = [await registered('ana'), await registered('ben')];
    expect(await links(new Browser(site), ana, octocat)).toEqual({ oauth_linked: 'github' });
    expect(await links(new Browser(site), ana, octocat)).toEqual({ oauth_linked: 'github' });
    expect((await links(new Browser(site), ben, octocat)).oauth_error).toBe('identity_taken');
  });

  test('one account at each provider', async () => {
    const ana = await registered('ana');
    const [one, two] = [await site.providers.person('one'), await site.providers.person('two')];
    await links(new Browser(site), ana, one);
    expect((await links(new Browser(site), ana, two)).oauth_error).toBe('provider_already_linked');
  });

  test('what is unlinked does not sign in any longer', async () => {
    const ana = await registered('ana');
    const octocat = await site.providers.person('octocat', { email: null });
    await links(new Browser(site), ana, octocat);
    await unlink(ana, 'github').expect(204);
    expect((await refusal(unlink(ana, 'github'), 404)).code).toBe('identity_not_found');
    expect((await new Browser(site).signsIn('github', octocat)).user.id).not.toBe(ana.user.id);
    await login(site.at(PUBLIC_URL, 0), ana.user.username);
  });

  test('the only way in stays, also when two go at once', async () => {
    const ana = await site.providers.person('ana');
    const browser = new Browser(site);
    const mine = await browser.signsIn('github', ana);
    expect((await refusal(unlink(mine, 'github'), 409)).code).toBe('last_sign_in_method');

    await browser.signsIn('google', ana);
    const both = await Promise.all([unlink(mine, 'github'), unlink(mine, 'google')]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect((await overview(mine)).identities).toHaveLength(1);
  });

  test('guests have nothing to link', async () => {
    const guest = await answer<SignedIn>(rest().post('/api/auth/guest').send({}).expect(201));
    const link = rest().post('/api/auth/oauth/github/link').set('authorization', bearer(guest.body)).send({});
    expect((await refusal(link, 403)).code).toBe('guest_not_allowed');
  });

  test('a session that ended meanwhile links nothing', async () => {
    const ana = await registered('ana');
    const octocat = await site.providers.person('octocat', { email: null });
    const browser = new Browser(site);
    const begun = await browser.visit('/api/auth/oauth/github/link', {
      body: {},
      authorization: bearer(ana),
    });
    const { url } = (await begun.json()) as { url: string };
    const callback = await browser.agrees(url, octocat);
    await rest().post('/api/auth/logout').set('authorization', bearer(ana)).expect(204);
    expect((await browser.lands(callback)).fragment.oauth_error).toBe('session_revoked');
  });
});

describe('where it leads', () => {
  test('to the page that was asked for, of an origin that may', async () => {
    const ana = await site.providers.person('ana');
    for (const [returnTo, page] of [
      ['/rooms/one?a=b', `${PUBLIC_URL}/rooms/one?a=b`],
      [`${APP_URL}/in#theirs`, `${APP_URL}/in`],
    ] as const) {
      const browser = new Browser(site);
      const landed = await browser.lands(await browser.callbackOf('github', ana, { returnTo }));
      expect(landed).toEqual({ page, fragment: { oauth_code: expect.any(String) } });
    }
  });

  test('a page of another site proves itself with the secret behind its challenge', async () => {
    const ana = await site.providers.person('ana');
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const browser = new Browser(site);
    const callback = await browser.callbackOf('github', ana, { returnTo: APP_URL, challenge });
    const { fragment } = await browser.lands(callback);
    const exchange = (body: object) => rest().post('/api/auth/oauth/token').send(body);
    const code = fragment.oauth_code;
    for (const wrong of [{}, { verifier: randomBytes(32).toString('base64url') }])
      expect((await refusal(exchange({ code, ...wrong }), 400)).code).toBe('invalid_oauth_state');
    const { body } = await answer<SignedIn>(exchange({ code, verifier }).expect(200));
    expect((await me(body)).username).toBe(ana.login);
  });

  test('a page in cookie mode gets its refresh token as a cookie', async () => {
    const browser = new Browser(site);
    const callback = await browser.callbackOf('github', await site.providers.person('ana'));
    const { fragment } = await browser.lands(callback);
    const fetched = await browser.visit('/api/auth/oauth/token', {
      body: { code: fragment.oauth_code },
      headers: { 'x-token-delivery': 'cookie', origin: PUBLIC_URL },
    });
    expect(fetched.status).toBe(200);
    const body = (await fetched.json()) as Partial<SignedIn>;
    expect(body.refreshToken).toBeUndefined();
    expect((await me(body as SignedIn)).id).toBe(body.user!.id);
    expect(browser.cookie('__Host-rt')).toMatch(/^rt_/);
  });

  test('a user who refuses at the provider comes back with oauth_denied', async () => {
    const browser = new Browser(site);
    const callback = await browser.callbackOf('discord', 'nobody');
    expect((await browser.lands(callback)).fragment.oauth_error).toBe('oauth_denied');
  });

  test('programs get problem documents instead of pages', async () => {
    const browser = new Browser(site);
    const callback = await browser.callbackOf('github', 'nobody');
    const denied = await browser.visit(callback, { accept: 'application/json' });
    expect(denied.status).toBe(403);
    expect(await problemOf(denied)).toMatchObject({ code: 'oauth_denied', retryable: false });
  });
});

test('providers are shown to everybody, identities to their owner', async () => {
  const { body } = await answer<OauthOverview>(rest().get('/api/auth/oauth').expect(200));
  expect(body).toEqual({ providers: ['github', 'google', 'discord'] });
  expect((await overview(await registered('ana'))).identities).toEqual([]);
});

test('the provider is asked with everything that the answer is checked by', async () => {
  const browser = new Browser(site);
  for (const provider of OAUTH_PROVIDERS) {
    const begun = await browser.visit(`/api/auth/oauth/${provider}`);
    expect(begun.headers.get('cache-control')).toBe('no-store');
    const { searchParams } = new URL(location(begun));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: `${PUBLIC_URL}/api/auth/oauth/${provider}/callback`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      ...(provider === 'google' && { nonce: expect.stringMatching(/^[\w-]{43}$/) }),
    });
    const [cookie, ...more] = begun.headers.getSetCookie();
    expect(more).toEqual([]);
    expect(cookie).toMatch(/^__Host-oauth=[\w-]{43};/);
    expect(cookie!.split('; ').slice(1).sort()).toEqual(
      ['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure'].sort(),
    );
  }
});
