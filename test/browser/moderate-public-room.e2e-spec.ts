/**
 * In the public room nobody needs a role: an administrator mutes and bans eve there from what she said, and she has her other rooms.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { instanceUrl } from '../support/instances.js';
import { grant } from '../support/roles.js';
import { makesPrivateRoom, opensChat, rowOf } from '../support/rooms-page.js';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
let eve: Visitor;

beforeAll(async () => {
  browser = await launchChromium();
  [ana, eve] = [await Visitor.arrives(browser, 'ana'), await Visitor.arrives(browser, 'eve')];
  for (const person of [ana, eve]) await person.registers();
  const id = await ana.page.evaluate(
    () =>
      (globalThis as unknown as { ringline: { auth: { state: { value: { user: { id: string } } } } } })
        .ringline.auth.state.value.user.id,
  );
  await grant({ id, url: instanceUrl() }, 'admin');
  await ana.page.reload();
  for (const person of [ana, eve]) await opensChat(person, 'public');
});

afterAll(async () => {
  await browser?.close();
});

test('a user who manages rooms is offered the public one, but not its end', async () => {
  await ana.clicks('manage-room');
  await ana.clicks('manage-settings');
  await ana.element('room-settings').getByLabel('Name').waitFor();
  for (const id of ['archive', 'delete-room']) expect(await ana.page.getByTestId(id).count()).toBe(0);
  expect(await ana.page.getByLabel('Who comes in').count()).toBe(0);
  await ana.clicks('manage-close');
  expect(await eve.page.getByTestId('manage-room').count()).toBe(0);
  expect(await eve.page.getByTestId('room-people').count()).toBe(0);
});

test('somebody without a role is muted and banned from what they said', async () => {
  const other = await makesPrivateRoom(eve, `Room of ${eve.username}`);
  const words = `from ${eve.username}`;
  await eve.element('write').fill(words);
  await eve.element('write').press('Enter');
  const message = ana.page.getByTestId('message').filter({ hasText: words });
  await message.hover();
  await message.getByRole('button', { name: 'Moderate' }).click();
  const dialog = ana.element('moderate-dialog');
  await dialog.getByRole('button', { name: '1 day' }).click();
  await eve.element('reading-only').getByText('muted you until tomorrow').waitFor();
  expect(await dialog.getByTestId('role-form').count()).toBe(0);
  expect(await dialog.getByRole('button', { name: 'Remove the role' }).count()).toBe(0);

  await dialog.getByRole('button', { name: 'Ban', exact: true }).click();
  await ana.clicks('confirm');
  await dialog.getByText(`${eve.username} is banned.`).waitFor();
  await eve.element('chat').waitFor({ state: 'detached' });
  await rowOf(eve, 'public').waitFor({ state: 'detached' });
  await eve.page.reload();
  await opensChat(eve, other);
  expect(await rowOf(eve, 'public').count()).toBe(0);

  await dialog.getByRole('button', { name: 'Lift the ban' }).click();
  await ana.clicks('confirm');
  await dialog.getByText(`The ban of ${eve.username} is lifted.`).waitFor();
  await dialog.getByTestId('unmute').click();
  await rowOf(eve, 'public').waitFor();
  await opensChat(eve, 'public');
  await eve.sees('write');
});
