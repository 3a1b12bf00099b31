/**
 * Ana's page keeps its session where no script can reach it, and her tabs agree on it.
 * @needs chromium
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { claimsOf } from '../support/tokens.js';
import { type PageGlobals, Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
/** Chromium's messages for errors that the test causes on purpose. */
let expected: RegExp;

beforeAll(async () => {
  browser = await launchChromium();
});

afterEach(async () => {
  expect(ana.complaints.filter((text) => !expected.test(text))).toEqual([]);
  await ana.leaves();
});

afterAll(async () => {
  await browser?.close();
});

async function arrives(): Promise<void> {
  expected = /^$/;
  ana = await Visitor.arrives(browser, 'ana');
}

test('a stranger sees the form, and nothing is kept', async () => {
  await arrives();
  await ana.sees('auth-submit');
  expect(await ana.cookies()).toEqual([]);
});

test('the refresh token is in a cookie that no script can read, and nowhere else', async () => {
  await arrives();
  await ana.registers();

  const [cookie, ...others] = await ana.cookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({
    name: '__Host-rt',
    value: expect.stringMatching(/^rt_/),
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
  });
  const visible = await ana.whatScriptsSee();
  expect(visible).not.toContain('rt_');
  expect(visible).not.toContain(cookie!.value);
  expect(visible).toContain('ringline.session');
});

test('a reload goes on with the session', async () => {
  await arrives();
  await ana.registers();
  const before = (await ana.cookies())[0]!.value;
  for (let i = 0; i < 3; i += 1) {
    await ana.page.reload();
    await ana.sees('me-name');
  }
  expect(await ana.element('me-name').textContent()).toBe(ana.username);
  expect((await ana.cookies()).find(({ name }) => name === '__Host-rt')!.value).not.toBe(before);
  expect(await ana.whatScriptsSee()).not.toContain('rt_');
});

test('tabs refresh at once, again and again, and none is thrown out', async () => {
  await arrives();
  await ana.registers();
  const tabs = [ana.page, await ana.opensTab(), await ana.opensTab()];
  for (const tab of tabs) await tab.getByTestId('me-name').waitFor();

  const users = await Promise.all(
    tabs.map((tab) =>
      tab.evaluate(async () => {
        const { auth } = (globalThis as unknown as PageGlobals).ringline;
        for (let i = 0; i < 5; i += 1) await auth.refresh();
        return auth.state.value.user?.username;
      }),
    ),
  );

  expect(users).toEqual([ana.username, ana.username, ana.username]);
  await Promise.all(tabs.map((tab) => tab.reload()));
  for (const tab of tabs) await tab.getByTestId('me-name').waitFor();
});

test('signing out in one tab signs out all of them, for good', async () => {
  await arrives();
  await ana.registers();
  const other = await ana.opensTab();
  await other.getByTestId('me-name').waitFor();

  await ana.clicks('sign-out');

  for (const tab of [ana.page, other]) await tab.getByTestId('auth-submit').waitFor();
  await ana.hasNoCookie('__Host-rt');
  await other.reload();
  await other.getByTestId('auth-submit').waitFor();
});

test('signing in in one tab signs in all of them', async () => {
  await arrives();
  const other = await ana.opensTab();
  await other.getByTestId('auth-submit').waitFor();
  await ana.registers();
  await other.getByTestId('me-name').waitFor();
});

test('a tab goes on when another one has replaced the session', async () => {
  await arrives();
  await ana.registers();
  const other = await ana.opensTab();
  await other.getByTestId('me-name').waitFor();
  const look = async () => {
    const [token, status] = await other.evaluate(async () => {
      const { auth, connection } = (globalThis as unknown as PageGlobals).ringline;
      return [await auth.freshToken(), connection.state.value.status] as const;
    });
    return { sid: claimsOf(token).sid, status };
  };
  const before = await look();
  // Requests with the old access token.
  expected = /status of 401/;

  const status = await ana.page.evaluate(async (currentPassword) => {
    const { auth } = (globalThis as unknown as PageGlobals).ringline;
    const authorization = `Bearer ${await auth.freshToken()}`;
    const answer = await fetch('/api/auth/password/change', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-token-delivery': 'cookie', authorization },
      body: JSON.stringify({ currentPassword, newPassword: 'nine herons fold umbrellas' }),
    });
    return answer.status;
  }, PASSWORD);
  expect(status).toBe(200);

  await eventually(look, ({ sid, status }) => sid !== before.sid && status === 'connected');
  for (const tab of [ana.page, other]) await tab.getByTestId('me-name').waitFor();
});

test('a sign-out that the server did not hear of is made up for by the next visit', async () => {
  await arrives();
  await ana.registers();
  expected = /ERR_FAILED/;
  await ana.page.route('**/api/auth/**', (route) => route.abort());
  await ana.clicks('sign-out');
  await ana.sees('auth-submit');
  expect((await ana.cookies()).map(({ name }) => name)).toContain('__Host-rt');

  await ana.page.unroute('**/api/auth/**');
  await ana.page.reload();
  await ana.sees('auth-submit');
  await ana.hasNoCookie('__Host-rt');
});
