/** Everything that was set up in an account before its e-mail was verified is removed by the first proof. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import supertest from 'supertest';
import type { PasswordReset } from '../../src/auth/auth.protocol.js';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { Browser, problemOf, PUBLIC_URL, Site } from '../support/browser.js';
import { login, PASSWORD } from '../support/client.js';
import { Mailbox, tokenIn } from '../support/mail.js';
import { answer, refusal } from '../support/rest.js';
import type { Person } from '../support/identity-provider.js';

const NEXT = 'another-horse-another-battery';
const json = { accept: 'application/json' };

let site: Site;
beforeAll(async () => (site = await Site.open()));
afterAll(async () => site.close());

let seats = 0;
const rest = () => supertest(site.at(PUBLIC_URL, seats++));
const bearer = ({ accessToken }: SignedIn) => `Bearer ${accessToken}`;
const me = (who: SignedIn) => rest().get('/api/auth/me').set('authorization', bearer(who));

/** An account with an e-mail and a password; the e-mail that asks to confirm it is underway. */
interface Made {
  email: string;
  mailbox: Mailbox;
  first: SignedIn;
  /** Another session of the same person. */
  other: SignedIn;
}

async function made(email?: string): Promise<Made> {
  const username = `eve-${randomBytes(5).toString('hex')}`;
  const address = email ?? `${username}@example.org`;
  const body = { username, email: address, password: PASSWORD };
  const { body: first } = await answer<SignedIn>(rest().post('/api/auth/register').send(body).expect(201));
  const other = await login(site.at(PUBLIC_URL, seats++), username);
  return { email: address, mailbox: new Mailbox(address, site.at(PUBLIC_URL, 0)), first, other };
}

async function linking(browser: Browser, who: SignedIn, person: Person): Promise<string> {
  const begun = await browser.visit('/api/auth/oauth/github/link', { body: {}, authorization: bearer(who) });
  expect(begun.status).toBe(200);
  return browser.agrees(((await begun.json()) as { url: string }).url, person);
}

async function linked(who: SignedIn): Promise<Person> {
  const person = await site.providers.person('eve', { email: null });
  const browser = new Browser(site);
  const { fragment } = await browser.lands(await linking(browser, who, person));
  expect(fragment).toEqual({ oauth_linked: 'github' });
  return person;
}

const verify = (token: string, { password, as }: { password?: string; as?: SignedIn }) => {
  const request = rest().post('/api/auth/email/verify');
  return (as ? request.set('authorization', bearer(as)) : request).send({ token, password });
};

async function reset({ email, mailbox }: Pick<Made, 'email' | 'mailbox'>) {
  await rest().post('/api/auth/password/forgot').send({ email }).expect(202);
  const token = tokenIn(await mailbox.next(/^Reset/));
  const request = rest().post('/api/auth/password/reset').send({ token, newPassword: NEXT });
  return (await answer<PasswordReset>(request.expect(200))).body;
}

/** Ways to prove the e-mail address for the first time. */
const PROOFS: [string, (account: Made) => Promise<unknown>][] = [
  ['a reset by mail', reset],
  [
    "a mailed link, in the account's session",
    async ({ mailbox, first }) => verify(tokenIn(await mailbox.next(/^Confirm/)), { as: first }).expect(204),
  ],
  [
    "a mailed link, with the account's password",
    async ({ mailbox }) =>
      verify(tokenIn(await mailbox.next(/^Confirm/)), { password: PASSWORD }).expect(204),
  ],
];

/** The kinds of things set up before. Each returns a check that it was removed. */
const SET_UP: [string, (account: Made) => Promise<() => Promise<void>>][] = [
  [
    'an account elsewhere that signs in',
    async ({ first, other }) => {
      const person = await linked(other);
      return async () => {
        const { user } = await new Browser(site).signsIn('github', person);
        expect(user.id).not.toBe(first.user.id);
      };
    },
  ],
  [
    'another session',
    ({ other }) =>
      Promise.resolve(async () => {
        expect((await refusal(me(other), 401)).code).toBe('session_revoked');
        const refresh = rest().post('/api/auth/refresh').send({ refreshToken: other.refreshToken });
        expect((await refusal(refresh, 401)).code).toBe('session_revoked');
      }),
  ],
  [
    'a sign-in with it that waits to fetch its tokens',
    async ({ other }) => {
      const person = await linked(other);
      const browser = new Browser(site);
      const { fragment } = await browser.lands(await browser.callbackOf('github', person));
      return async () => {
        const refused = await problemOf(await browser.fetchesTokens(fragment.oauth_code!));
        expect(refused.code).toBe('invalid_oauth_state');
      };
    },
  ],
  [
    'a link to an account elsewhere that is under way',
    async ({ other }) => {
      const browser = new Browser(site);
      const callback = await linking(browser, other, await site.providers.person('eve', { email: null }));
      return async () => {
        expect((await problemOf(await browser.visit(callback, json))).code).toBe('session_revoked');
      };
    },
  ],
  [
    'a link in another mail',
    async ({ first, mailbox }) => {
      await rest().post('/api/auth/email/verify/request').set('authorization', bearer(first)).expect(202);
      const mails = [await mailbox.next(/^Confirm/), await mailbox.next(/^Confirm/)];
      const [waiting] = mails;
      // The proof takes the later one.
      mailbox.giveBack(mails[1]!);
      return async () => {
        const refused = await refusal(verify(tokenIn(waiting!), { password: PASSWORD }), 400);
        expect(refused.code).toBe('invalid_verification_token');
      };
    },
  ],
];

describe.each(PROOFS)('with %s', (_proof, prove) => {
  it.each(SET_UP)('goes %s', async (_name, setUp) => {
    const account = await made();
    const isGone = await setUp(account);
    await prove(account);
    await isGone();
  });
});

describe('the session that proves the e-mail address', () => {
  it('goes on, and its owner is shown what was removed', async () => {
    const account = await made();
    await linked(account.first);
    await verify(tokenIn(await account.mailbox.next(/^Confirm/)), { as: account.first }).expect(204);
    const { body } = await me(account.first).expect(200);
    expect(body).toMatchObject({ email: account.email, emailVerified: true });
    const { text } = await account.mailbox.next(/^Your Ringline address was confirmed/);
    expect(text).toContain('Signing in with GitHub was removed');
  });
});

describe('a reset', () => {
  it('lists what remains, in the answer and in the mail, and removes nothing from a proven account', async () => {
    const account = await made();
    await verify(tokenIn(await account.mailbox.next(/^Confirm/)), { as: account.first }).expect(204);
    const person = await linked(account.first);
    expect(await reset(account)).toEqual({
      firstProof: false,
      removed: { identities: [] },
      remaining: {
        identities: [{ provider: 'github', linkedAt: expect.any(String), lastUsedAt: expect.any(String) }],
      },
    });
    const { text } = await account.mailbox.next(/was reset$/);
    expect(text).toContain('You can still sign in to the account with GitHub.');
    expect((await new Browser(site).signsIn('github', person)).user.id).toBe(account.first.user.id);
  });

  it('that proves the e-mail address says what went with it', async () => {
    const account = await made();
    await linked(account.other);
    expect(await reset(account)).toEqual({
      firstProof: true,
      removed: { identities: ['github'] },
      remaining: { identities: [] },
    });
    const { text } = await account.mailbox.next(/was reset$/);
    expect(text).toContain('Signing in with GitHub was removed');
    expect(text).toContain('Nothing but the new password opens the account.');
  });
});

describe('a mailed link alone proves nothing', () => {
  it.each([
    ['without a session and a password', () => Promise.resolve({}), 403, 'reauthentication_required'],
    [
      "in somebody else's session",
      async () => ({ as: (await made()).first }),
      403,
      'reauthentication_required',
    ],
    ['with a wrong password', () => Promise.resolve({ password: NEXT }), 401, 'invalid_credentials'],
  ] as const)('%s; the link stays good', async (_name, prover, status, code) => {
    const account = await made();
    const token = tokenIn(await account.mailbox.next(/^Confirm/));
    expect((await refusal(verify(token, await prover()), status)).code).toBe(code);
    expect((await me(account.other).expect(200)).body).toMatchObject({ emailVerified: false });
    await verify(token, { as: account.first }).expect(204);
  });

  it("so that the owner's provider does not join somebody else's account", async () => {
    const ana = await site.providers.person('ana');
    const eves = await made(ana.email!);
    const token = tokenIn(await eves.mailbox.next(/^Confirm/));
    await refusal(verify(token, {}), 403);
    const browser = new Browser(site);
    const { fragment } = await browser.lands(await browser.callbackOf('google', ana));
    expect(fragment.oauth_error).toBe('link_required');

    // The owner of the e-mail address takes the account over; then nobody else is in it.
    await reset(eves);
    expect((await new Browser(site).signsIn('google', ana)).user.id).toBe(eves.first.user.id);
    expect((await refusal(me(eves.other), 401)).code).toBe('session_revoked');
  });
});
