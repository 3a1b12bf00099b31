/** An attacker manipulates the parts of a sign-in that pass through the browser: state, cookie, code, page. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { Browser, location, problemOf, PUBLIC_URL, Site } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import type { Person } from '../support/identity-provider.js';
import { refusal } from '../support/rest.js';
import { query } from './mint.js';

let site: Site;
let ana: Person;
beforeAll(async () => {
  site = await Site.open();
  ana = await site.providers.person('ana');
});
afterAll(async () => site.close());

const json = { accept: 'application/json' };
const secret = () => randomBytes(32).toString('base64url');
const sql = <T extends object>(text: string, ...values: unknown[]) =>
  query<T>(site.stores.DATABASE_URL!, text, values);
const me = ({ accessToken }: SignedIn) =>
  supertest(site.at(PUBLIC_URL, 0)).get('/api/auth/me').set('authorization', `Bearer ${accessToken}`);

async function refused(answer: Promise<Response>, status = 400, code = 'invalid_oauth_state'): Promise<void> {
  const {
    status: given,
    headers,
    ...rest
  } = await answer.then(async (a) => ({
    status: a.status,
    headers: a.headers,
    body: await problemOf(a),
  }));
  expect({ given, code: rest.body.code }).toEqual({ given: status, code });
  expect(headers.getSetCookie()).toEqual([]);
}

/** A sign-in that has come back, with the code that fetches its tokens. */
async function landed(browser = new Browser(site)) {
  const callback = await browser.callbackOf('github', ana);
  const { fragment } = await browser.lands(callback);
  return { browser, callback, code: fragment.oauth_code! };
}

describe('a state', () => {
  test.each([
    ['missing', (url: URL) => url.searchParams.delete('state')],
    ['empty', (url: URL) => url.searchParams.set('state', '')],
    ['another one', (url: URL) => url.searchParams.set('state', secret())],
    ['twice', (url: URL) => url.searchParams.append('state', url.searchParams.get('state')!)],
    ['with more behind it', (url: URL) => url.searchParams.set('state', `${url.searchParams.get('state')}A`)],
    ['of another provider', (url: URL) => (url.pathname = url.pathname.replace('github', 'discord'))],
  ])('%s', async (_, change) => {
    const browser = new Browser(site);
    const callback = await browser.callbackOf('github', ana);
    const forged = new URL(callback);
    change(forged);
    await refused(browser.visit(forged.href, json));
    // The true one still counts.
    expect((await browser.lands(callback)).fragment.oauth_code).toBeDefined();
  });

  test("in somebody else's browser, which is thereby not signed in as the attacker", async () => {
    const eve = new Browser(site);
    const callback = await eve.callbackOf('github', await site.providers.person('eve'));
    await refused(new Browser(site).visit(callback, json));
    const busy = new Browser(site);
    await busy.begins('github');
    await refused(busy.visit(callback, json));
    expect((await busy.lands(callback)).fragment.oauth_error).toBe('invalid_oauth_state');
  });

  test('that took too long', async () => {
    const browser = new Browser(site);
    const callback = await browser.callbackOf('github', ana);
    await sql(`UPDATE oauth_attempts SET expires_at = now() - interval '1 second' WHERE used_at IS NULL`);
    await refused(browser.visit(callback, json));
  });

  test('asked for with HEAD is not used up', async () => {
    const browser = new Browser(site);
    const callback = await browser.callbackOf('github', ana);
    const head = await browser.visit(callback, { method: 'HEAD' });
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET']);
    expect((await browser.lands(callback)).fragment.oauth_code).toBeDefined();
  });

  test('side by side in two tabs of one browser', async () => {
    const browser = new Browser(site);
    const [one, two] = [await browser.callbackOf('github', ana), await browser.callbackOf('google', ana)];
    for (const callback of [two, one])
      expect((await browser.lands(callback)).fragment.oauth_code).toBeDefined();
  });
});

describe('an answer presented again', () => {
  test('ends the session it led to', async () => {
    const { browser, callback, code } = await landed();
    const signedIn = (await (await browser.fetchesTokens(code)).json()) as SignedIn;
    await me(signedIn).expect(200);
    await refused(browser.visit(callback, json));
    expect((await refusal(me(signedIn), 401)).code).toBe('session_revoked');
    const [row] = await eventually(
      () =>
        sql<{ level: string; reason: string }>(
          `SELECT level, reason FROM security.audit WHERE event = 'authn_token_reuse' AND session_id IN
             (SELECT id FROM sessions WHERE revoke_reason = 'oauth_replayed' AND user_id = $1)`,
          signedIn.user.id,
        ),
      (rows) => rows.length > 0,
    );
    expect(row).toEqual({ level: 'critical', reason: 'invalid_oauth_state' });
  });

  test('from another browser does so too', async () => {
    const { browser, callback, code } = await landed();
    const signedIn = (await (await browser.fetchesTokens(code)).json()) as SignedIn;
    await refused(new Browser(site).visit(callback, json));
    await me(signedIn).expect(401);
  });

  test('before its tokens were fetched leaves nothing to fetch', async () => {
    const { browser, callback, code } = await landed();
    await refused(browser.visit(callback, json));
    await refused(browser.fetchesTokens(code));
  });

  test('eight times at once: the code of the first is good for nothing', async () => {
    const browser = new Browser(site);
    const callback = await browser.callbackOf('github', ana);
    const answers = await Promise.all(Array.from({ length: 8 }, () => browser.visit(callback, json)));
    const winners = answers.filter(({ status }) => status === 302);
    expect(winners.length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(8 - winners.length);
    for (const winner of winners) {
      const code = new URLSearchParams(new URL(location(winner)).hash.slice(1)).get('oauth_code')!;
      await refused(browser.fetchesTokens(code));
    }
  });
});

describe('a code', () => {
  test('is good once; presented again it ends its session', async () => {
    const { browser, code } = await landed();
    const signedIn = (await (await browser.fetchesTokens(code)).json()) as SignedIn;
    await refused(browser.fetchesTokens(code));
    expect((await refusal(me(signedIn), 401)).code).toBe('session_revoked');
  });

  test('eight times at once: one session, and that is over', async () => {
    const { browser, code } = await landed();
    const answers = await Promise.all(Array.from({ length: 8 }, () => browser.fetchesTokens(code)));
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(1);
    await me((await good[0]!.json()) as SignedIn).expect(401);
  });

  test('in another browser is worth nothing, and its owner keeps it', async () => {
    const { browser, code } = await landed();
    const eve = new Browser(site);
    await refused(eve.fetchesTokens(code));
    await eve.begins('github');
    await refused(eve.fetchesTokens(code));
    await refused(eve.fetchesTokens(code, secret()));
    expect((await browser.fetchesTokens(code)).status).toBe(200);
  });

  test('that was begun with a challenge does not count by the cookie', async () => {
    const browser = new Browser(site);
    const callback = await browser.callbackOf('github', ana, { challenge: secret() });
    const { fragment } = await browser.lands(callback);
    await refused(browser.fetchesTokens(fragment.oauth_code!));
    await refused(browser.fetchesTokens(fragment.oauth_code!, secret()));
  });

  test('after a minute', async () => {
    const { browser, code } = await landed();
    await sql(
      `UPDATE oauth_attempts SET expires_at = now() - interval '1 second' WHERE code_hash IS NOT NULL`,
    );
    await refused(browser.fetchesTokens(code));
  });

  test.each(['', 'x', secret(), `${secret()}=`])('%j', async (code) => {
    const browser = new Browser(site);
    await browser.begins('github');
    await refused(browser.fetchesTokens(code));
  });

  test("the provider's own code is none of ours", async () => {
    const browser = new Browser(site);
    const callback = new URL(await browser.callbackOf('github', ana));
    for (const name of ['code', 'state'])
      await refused(browser.fetchesTokens(callback.searchParams.get(name)!));
  });
});

describe('the page to return to', () => {
  test.each([
    'https://evil.example/',
    '//evil.example/',
    `${PUBLIC_URL}.evil.example/`,
    `${PUBLIC_URL}@evil.example/`,
    'javascript:alert(1)',
  ])('%s', async (returnTo) => {
    const url = `/api/auth/oauth/github?${new URLSearchParams({ returnTo }).toString()}`;
    const answer = await new Browser(site).visit(url, json);
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'returnTo', code: 'origin_not_allowed' }],
    });
    expect(location(await new Browser(site).visit(url))).toBe(
      `${PUBLIC_URL}/#oauth_error=validation_failed&oauth_provider=github`,
    );
  });

  test('hosts that a request claims to be for change nothing', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const begun = await new Browser(site).visit('/api/auth/oauth/github', { headers });
    expect(new URL(location(begun)).searchParams.get('redirect_uri')).toBe(
      `${PUBLIC_URL}/api/auth/oauth/github/callback`,
    );
  });
});

test('providers that are not configured, or are none, do not exist', async () => {
  const bare = await Site.open({ OAUTH_DISCORD_CLIENT_ID: '', OAUTH_DISCORD_CLIENT_SECRET: '' });
  try {
    for (const name of ['discord', 'gitlab', '__proto__', 'constructor', 'toString'])
      for (const path of [name, `${name}/callback?code=x&state=${secret()}`])
        await refused(new Browser(bare).visit(`/api/auth/oauth/${path}`), 404, 'not_found');
  } finally {
    await bare.close();
  }
});

test('an IP address that begins too often has to wait', async () => {
  const strict = await Site.open({ RATE_LIMIT_FACTOR: '1' });
  try {
    const begin = () => new Browser(strict).visit('/api/auth/oauth/github', json);
    const answers = await Promise.all(Array.from({ length: 31 }, begin));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(30).fill(302), 429]);
    expect(location(await new Browser(strict).visit('/api/auth/oauth/github'))).toContain(
      '#oauth_error=rate_limited',
    );
  } finally {
    await strict.close();
  }
});
