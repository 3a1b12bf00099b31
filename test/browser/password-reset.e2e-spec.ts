/**
 * A user who forgot the password requests a link on the page, opens it from the mail and signs in with a new one.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { login, PASSWORD } from '../support/client.js';
import { aCorrespondent, type Correspondent, tokenIn } from '../support/mail.js';
import { Visitor } from '../support/visitor.js';

const NEXT = 'another-horse-another-battery';

let browser: Browser;
let ana: Correspondent;
let visitor: Visitor;
/** URLs and referrers of everything the page requested. */
const seen: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  ana = await aCorrespondent();
  visitor = await Visitor.arrives(browser, 'ana');
  visitor.page.on('request', (request) => seen.push(request.url(), request.headers()['referer'] ?? ''));
});

afterAll(async () => {
  await browser?.close();
});

const linkIn = (text = ''): string => /https?:\S+/.exec(text)![0];

test('from the sign-in form to signed in with the new password', async () => {
  await visitor.clicks('auth-forgotten');
  await visitor.element('auth-email').fill(ana.email);
  await visitor.clicks('forgotten-submit');
  await visitor.sees('forgotten-sent');

  const mail = await ana.mailbox.next(/^Reset/);
  const page = await visitor.page.goto(linkIn(mail.text));
  expect(page!.headers()).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-cache' });
  await visitor.sees('link-submit');
  expect(new URL(visitor.page.url())).toMatchObject({ pathname: '/reset', hash: '' });

  await visitor.element('auth-password').fill('password');
  await visitor.clicks('link-submit');
  await visitor.sees('field-error-password');
  await visitor.element('auth-password').fill(NEXT);
  await visitor.clicks('link-submit');
  await visitor.sees('link-done');
  await visitor.clicks('link-continue');

  await visitor.element('auth-username').fill(ana.email);
  await visitor.element('auth-password').fill(NEXT);
  await visitor.clicks('auth-submit');
  await visitor.sees('me-name');
  expect(seen.filter((text) => text.includes(tokenIn(mail)))).toEqual([]);
});

test('a link that was used offers another one', async () => {
  const used = await aCorrespondent('ben');
  const guest = await Visitor.arrives(browser, 'ben');
  const { origin } = new URL(guest.page.url());
  await guest.page.goto(`${origin}/reset#token=reset_${'A'.repeat(43)}`);
  await guest.element('auth-password').fill(NEXT);
  await guest.clicks('link-submit');
  await guest.clicks('link-again');
  await guest.element('auth-email').fill(used.email);
  await guest.clicks('forgotten-submit');
  await guest.sees('forgotten-sent');
  await used.mailbox.next(/^Reset/);
  await guest.page.reload();
  await guest.sees('link-incomplete');
});

test('a signed-out user is asked for the password, a signed-in one is not', async () => {
  const dora = await aCorrespondent('dora');
  const link = linkIn((await dora.mailbox.next(/^Confirm/)).text);
  const guest = await Visitor.arrives(browser, 'dora');
  await guest.page.goto(link);
  await guest.sees('link-sign-in');
  await guest.clicks('link-continue');
  await guest.element('auth-username').fill(dora.email);
  await guest.element('auth-password').fill(PASSWORD);
  await guest.clicks('auth-submit');
  await guest.sees('me-name');
  await guest.page.goto(link);
  await guest.clicks('link-submit');
  await guest.sees('link-done');
  await guest.clicks('link-continue');
  await guest.sees('me-name');
});

test('an e-mail address is confirmed with one press of a button, and not before', async () => {
  const cleo = await aCorrespondent('cleo');
  const link = linkIn((await cleo.mailbox.next(/^Confirm/)).text);
  await visitor.page.goto(link);
  await visitor.sees('link-submit');
  const verified = async () => (await login(cleo.device.url, cleo.email)).user.emailVerified;
  expect(await verified()).toBe(false);
  // Another user is signed in on this page: reading the mail is not enough.
  await visitor.clicks('link-submit');
  await visitor.sees('link-sign-in');
  expect(await verified()).toBe(false);
  await visitor.element('auth-password').fill(PASSWORD);
  await visitor.clicks('link-submit');
  await visitor.sees('link-done');
  expect(await verified()).toBe(true);
  await visitor.clicks('link-continue');
  await visitor.sees('me-name');
});
