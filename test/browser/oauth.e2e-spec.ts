/**
 * Ana signs in with GitHub's button, in a real browser and at a foreign server.
 * @needs chromium
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { freePort } from '../support/free-port.mjs';
import { IdentityProvider, type Person } from '../support/identity-provider.js';
import { startServer, stores } from '../support/server.mjs';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let providers: IdentityProvider;
let url: string;
let octocat: Person;
let ana: Visitor;

beforeAll(async () => {
  browser = await launchChromium();
  const port = await freePort();
  url = `http://localhost:${port}`;
  providers = await IdentityProvider.start(url);
  octocat = await providers.person('octocat');
  await startServer({ ...(await stores()), ...providers.env, PORT: String(port), PUBLIC_URL: url });
});

afterEach(async () => {
  expect(ana.complaints).toEqual([]);
  await ana.leaves();
});

afterAll(async () => {
  await browser?.close();
  await providers?.stop();
});

test('there is a button for each provider, and it signs in', async () => {
  ana = await Visitor.arrives(browser, 'ana', url);
  for (const name of ['github', 'google', 'discord']) await ana.sees(`oauth-${name}`);
  await ana.clicks('oauth-github');
  await ana.page.getByText(octocat.login).click();

  await ana.sees('me-name');
  expect(await ana.element('me-name').textContent()).toBe(octocat.name);
  expect(ana.page.url()).toBe(`${url}/`);
  const ours = (await ana.cookies()).filter(({ domain }) => domain === 'localhost');
  expect(ours.map(({ name }) => name).sort()).toEqual(['__Host-oauth', '__Host-rt']);
  await ana.page.reload();
  await ana.sees('me-name');
});

test('a user who changes their mind at the provider is back at the form and sees why', async () => {
  ana = await Visitor.arrives(browser, 'ana', url);
  await ana.clicks('oauth-google');
  await ana.page.getByText('Cancel').click();

  await ana.sees('error');
  expect(await ana.element('error').getAttribute('data-code')).toBe('oauth_denied');
  await ana.sees('auth-submit');
  expect(ana.page.url()).toBe(`${url}/`);
});

test('an account there is linked and unlinked in the settings', async () => {
  const hubot = await providers.person('hubot');
  ana = await Visitor.arrives(browser, 'ana', url);
  await ana.registers();
  await ana.clicks('settings');
  await ana.page.getByRole('button', { name: 'Link GitHub' }).click();
  await ana.page.getByText(hubot.login).click();

  await ana.page.getByRole('status').filter({ hasText: 'GitHub is linked' }).waitFor();
  expect(await ana.element('me-name').textContent()).toBe(ana.username);
  expect(ana.page.url()).toBe(`${url}/`);
  await ana.clicks('settings');
  await ana.page.getByRole('button', { name: 'Unlink GitHub' }).click();
  await ana.page.getByRole('button', { name: 'Link GitHub' }).waitFor();
});

test('an account there that is linked to somebody else is not linked again, and that is said', async () => {
  ana = await Visitor.arrives(browser, 'ana', url);
  await ana.registers();
  await ana.clicks('settings');
  await ana.clicks('link-github');
  await ana.page.getByText(octocat.login).click();

  await ana.sees('me-name');
  expect(await ana.element('error').getAttribute('data-code')).toBe('identity_taken');
});
