/**
 * Ana and Ben use no mouse: whatever a call needs is reached by Tab, bears a name and says its state.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { PASSWORD } from '../support/client.js';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  ben = await Visitor.arrives(browser, 'ben');
});

afterAll(async () => {
  await browser?.close();
});

async function registersByKeyboard(person: Visitor): Promise<void> {
  await person.tabsTo('button', 'Register');
  await person.presses('Enter');
  await person.presses('Tab');
  await person.page.keyboard.type(person.username);
  await person.presses('Tab');
  await person.presses('Tab');
  await person.page.keyboard.type(PASSWORD);
  await person.presses('Enter');
  await person.sees('me-name');
}

test('a whole call, from making an account to hanging up', async () => {
  await registersByKeyboard(ana);
  await registersByKeyboard(ben);
  await ana.seesOnline(ben);

  await ana.tabsTo('button', `Call ${ben.username}`);
  await ana.presses('Enter');
  await ana.page.getByRole('dialog', { name: ben.username }).waitFor();

  const incoming = ben.page.getByRole('dialog', { name: ana.username });
  await incoming.waitFor();
  // It opens under typing hands: neither of these may answer or refuse.
  await ben.presses('Enter');
  await ben.presses('Escape');
  await ben.presses('Escape');
  await ana.page.getByRole('status').filter({ hasText: 'Ringing…' }).waitFor();
  await ben.tabsTo('button', 'Accept');
  await ben.presses('Enter');

  await ana.page.getByRole('status').filter({ hasText: 'Connected' }).waitFor({ state: 'attached' });
  await ana.page.getByRole('list', { name: 'Security pictures' }).waitFor();
  await ana.tabsTo('button', 'Mute');
  await ana.presses('Space');
  await ana.page.getByRole('button', { name: 'Unmute', pressed: true }).waitFor();
  await ana.tabsTo('button', 'Turn the camera on');
  await ana.presses('Enter');
  await ana.page.getByRole('button', { name: 'Turn the camera off' }).waitFor();
  await ben.receives('video');
  await ana.tabsTo('button', 'Devices');
  await ana.presses('Enter');
  await ana.tabsTo('combobox', 'Microphone');
  await ana.presses('Escape');
  await ana.page.getByRole('button', { name: 'Devices', expanded: false }).waitFor();
  await ana.presses('Escape');
  await ana.page.getByRole('dialog', { name: ben.username }).waitFor();

  await ben.tabsTo('button', 'Hang up');
  await ben.presses('Enter');
  await ana.page
    .getByRole('status')
    .filter({ hasText: `${ben.username} ended the call.` })
    .waitFor();
  // The focus is led to the notice, not onto a button that a second Enter would press.
  await ana.page.locator('[data-testid=call-ended]:focus').waitFor();
  await ana.presses('Tab');
  expect(await ana.focusedName()).toBe('Call again');
  await ana.presses('Tab');
  await ana.presses('Enter');
  await ana.page.getByTestId('call-ended').waitFor({ state: 'detached' });
  // Back where the call began.
  await ana.page.locator(`[aria-label="Call ${ben.username}"]:focus`).waitFor();
});

test('the end of a call leaves alone who types', async () => {
  await ana.page.getByRole('searchbox', { name: 'Search people' }).focus();
  await ben.tabsTo('button', `Call ${ana.username}`);
  await ben.presses('Enter');
  await ana.page.getByRole('dialog', { name: ben.username }).waitFor();
  await ben.page.getByRole('status').filter({ hasText: 'Ringing…' }).waitFor();
  await ben.tabsTo('button', 'Cancel');
  await ben.presses('Enter');
  await ana.sees('call-ended');
  await ana.page.locator('input[type=search]:focus').waitFor();
});

test('focus stays in an open dialog and comes back when it closes', async () => {
  await ana.tabsTo('button', 'Settings');
  await ana.presses('Enter');
  const dialog = ana.page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('checkbox', { name: 'Call waiting' }).waitFor();
  for (let presses = 0; presses < 30; presses += 1) {
    await ana.presses('Tab');
    expect(await ana.focusIsOutside('dialog')).toBe(false);
  }
  await ana.presses('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await ana.focusedName()).toBe('Settings');
});

test('everything that can be used has a name', async () => {
  for (const role of ['button', 'combobox', 'searchbox', 'checkbox'] as const) {
    const all = ana.page.getByRole(role);
    expect({ role, count: await all.count() }).toEqual({
      role,
      count: await ana.page.getByRole(role, { name: /\S/ }).count(),
    });
  }
});

test('where less motion is wanted nothing pulses', async () => {
  await ana.page.emulateMedia({ reducedMotion: 'reduce' });
  await ana.rings(ben, 'audio');
  const waiting = ana.page.getByTestId('outgoing').getByTestId('call-phase');
  expect(await waiting.evaluate((element) => element.getAnimations().length)).toBe(0);
  await ana.page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await waiting.evaluate((element) => element.getAnimations().length)).toBe(1);
  await ana.clicks('hangup');
});
