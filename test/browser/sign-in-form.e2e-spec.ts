/**
 * The options of the form: to be remembered or not, to sign in as a guest where that is allowed; and the mail that verifies an
 * e-mail.
 * @needs chromium
 */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { Mailbox } from '../support/mail.js';
import { startServer, stores } from '../support/server.mjs';
import { Visitor } from '../support/visitor.js';

const DAY_S = 86_400;

let browser: Browser;
let ana: Visitor;

beforeAll(async () => {
  browser = await launchChromium();
});

afterEach(async () => {
  expect(ana.complaints).toEqual([]);
  await ana.leaves();
});

afterAll(async () => {
  await browser?.close();
});

test.each([
  ['remembered unless they say otherwise', true],
  ['dropped after a day where they wish so', false],
])('people are %s', async (_, remembered) => {
  ana = await Visitor.arrives(browser, 'ana');
  await ana.registers();
  // Requests of the page after the end of its session are refused, and the browser logs that in its console.
  await ana.page.waitForLoadState('networkidle');
  await ana.clicks('sign-out');
  await ana.element('auth-username').fill(ana.username);
  await ana.element('auth-password').fill(PASSWORD);
  const remember = ana.page.getByRole('checkbox', { name: 'Keep me signed in on this computer' });
  expect(await remember.isChecked()).toBe(true);
  if (!remembered) await remember.uncheck();
  await ana.clicks('auth-submit');
  await ana.sees('me-name');

  const { expires } = (await ana.cookies()).find(({ name }) => name === '__Host-rt')!;
  expect(expires > Date.now() / 1000 + 2 * DAY_S).toBe(remembered);
});

test('guests find a way in', async () => {
  ana = await Visitor.arrives(browser, 'ana');
  await ana.entersAsGuest();
});

test('guests are offered none where they may not enter', async () => {
  const server = await startServer({ ...(await stores()), GUESTS_MAY_ENTER: 'false' });
  const configured = (page: Visitor['page']) => page.waitForResponse('**/api/meta/client-config');
  ana = await Visitor.arrives(browser, 'ana', server.url);
  await Promise.all([configured(ana.page), ana.page.reload()]);
  // The form is drawn once more with the server's settings.
  await ana.clicks('auth-mode-register');
  await ana.sees('auth-email');
  expect(await ana.page.getByTestId('auth-guest').count()).toBe(0);
  await server.stop();
});

test('the mail that proves an e-mail address is sent again on request', async () => {
  const address = `ana-${randomBytes(4).toString('hex')}@example.org`;
  const mailbox = new Mailbox(address, instanceUrl());
  ana = await Visitor.arrives(browser, 'ana');
  await ana.registers(address);
  const first = await mailbox.next();

  await ana.clicks('settings');
  await ana.page.getByRole('dialog').getByText(address).waitFor();
  await ana.page.getByRole('button', { name: 'Send the mail again' }).click();
  await ana.page.getByRole('status').filter({ hasText: 'We sent you an e-mail' }).waitFor();
  const second = await mailbox.next();
  expect(second.subject).toBe(first.subject);
  expect(second.text).not.toBe(first.text);
});
