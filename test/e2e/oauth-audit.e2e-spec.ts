/** Audit log and metrics of sign-ins through providers. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { query } from '../attacks/mint.js';
import { Browser, PUBLIC_URL, Site } from '../support/browser.js';
import { eventually } from '../support/eventually.js';

interface Row {
  event: string;
  result: string;
  reason: string | null;
  sid: boolean;
  details: object;
}

let site: Site;
beforeAll(async () => (site = await Site.open()));
afterAll(async () => site.close());

const audit = (condition: string, ...values: unknown[]) =>
  query<Row>(
    site.stores.DATABASE_URL!,
    `SELECT event, result, reason, session_id IS NOT NULL AS sid, details FROM security.audit WHERE ${condition} ORDER BY id`,
    values,
  );

test('who came, how, and what was linked', async () => {
  const ana = await site.providers.person('ana');
  const browser = new Browser(site);
  const { user, accessToken } = await browser.signsIn('github', ana);
  await browser.signsIn('google', ana);
  const unlink = supertest(site.at(PUBLIC_URL, 0)).delete('/api/auth/oauth/github');
  await unlink.set('authorization', `Bearer ${accessToken}`).expect(204);

  const success = { result: 'success', reason: null };
  const [made, ...rest] = await audit(`subject_id = $1 AND event <> 'session_created'`, user.id);
  expect(made).toMatchObject({ ...success, event: 'user_created', details: { provider: 'github' } });
  expect(rest).toEqual([
    { ...success, event: 'authn_login_success', sid: true, details: { method: 'github' } },
    { ...success, event: 'user_updated', sid: false, details: { provider: 'google', linked: true } },
    { ...success, event: 'authn_login_success', sid: true, details: { method: 'google' } },
    { ...success, event: 'user_updated', sid: false, details: { provider: 'github', linked: false } },
  ]);
});

test('who was refused, without what the browser carried', async () => {
  const browser = new Browser(site);
  const callback = await browser.callbackOf('discord', 'nobody');
  await browser.lands(callback);
  const [row] = await eventually(
    () => audit(`event = 'authn_login_fail'`),
    (rows) => rows.length > 0,
  );
  expect(row).toEqual({
    event: 'authn_login_fail',
    result: 'failure',
    reason: 'oauth_denied',
    sid: false,
    details: { method: 'discord' },
  });
  const everything = JSON.stringify(await audit('true'));
  expect(everything).not.toContain(new URL(callback).searchParams.get('state'));
});

test('metrics count by provider', async () => {
  const texts = await Promise.all(
    site.instances.map(async (url) => (await supertest(url).get('/metrics').expect(200)).text),
  );
  for (const labels of ['result="ok",method="github"', 'result="oauth_denied",method="discord"'])
    expect(texts.some((text) => text.includes(`auth_login_total{${labels}`))).toBe(true);
});
