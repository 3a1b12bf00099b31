/**
 * Two users write in a room, each in a real page: each reads the other's messages, as text and never as markup.
 * @needs chromium
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { Visitor } from '../support/visitor.js';

/** Others write in the public room, too. */
const TEA = `tea ${randomUUID()} is ready`;
const MARKUP = '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;

const message = (visitor: Visitor, text: string): Locator =>
  visitor.page.getByTestId('message').filter({ hasText: text });

/** The actions are shown while the pointer is on the message. */
async function chooses(said: Locator, name: string): Promise<void> {
  await said.hover();
  await said.getByRole('button', { name }).click();
}

async function writes(visitor: Visitor, text: string): Promise<void> {
  await visitor.element('write').fill(text);
  await visitor.element('write').press('Enter');
}

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  ben = await Visitor.arrives(browser, 'ben');
  for (const person of [ana, ben]) {
    await person.registers();
    await person.page.locator('[data-testid=room-row][data-room=public]').getByTestId('open-chat').click();
    await person.page.locator('[data-testid=chat][data-status=joined]').waitFor();
  }
});

afterAll(async () => {
  await browser?.close();
});

test('what one writes the other reads', async () => {
  await writes(ana, TEA);
  await message(ben, TEA).waitFor();
  await writes(ben, 'coming');
  await message(ana, 'coming').waitFor();
  expect(await ana.page.getByTestId('pending-message').count()).toBe(0);
});

test('one sees that the other is writing', async () => {
  await ben.element('write').pressSequentially('hm');
  await ana.page.getByTestId('typing').getByText(`${ben.username} writes…`).waitFor();
  await ben.element('write').fill('');
});

test('markup is shown as it was typed and does nothing', async () => {
  await writes(ana, MARKUP);
  await message(ben, '<img src=x').waitFor();
  for (const person of [ana, ben]) {
    expect(await message(person, '<img src=x').getByTestId('message-text').innerText()).toBe(MARKUP);
    expect(await person.page.title()).not.toContain('hacked');
    expect(await person.page.getByTestId('message').locator('img, script').count()).toBe(0);
  }
});

test('a message is answered, liked, edited and deleted before the eyes of the other', async () => {
  await chooses(message(ben, TEA), 'Reply');
  await writes(ben, 'with milk?');
  await message(ana, 'with milk?').getByText(`${ana.username}: ${TEA}`).waitFor();
  await chooses(message(ana, 'with milk?'), 'React with 👍');
  await message(ben, 'with milk?').getByRole('button', { name: '👍, 1' }).waitFor();
  await chooses(message(ben, 'with milk?'), 'Edit');
  await ben.page.getByLabel('Edit the message').fill('with lemon?');
  await ben.page.getByRole('button', { name: 'Save' }).click();
  await message(ana, 'with lemon?').getByText('edited').waitFor();
  await chooses(message(ben, 'with lemon?'), 'Delete');
  await message(ana, 'This message was deleted.').waitFor();
});

test('older messages are loaded upwards', async () => {
  for (let number = 1; number <= 110; number++) await writes(ben, `line ${number}.`);
  await message(ana, 'line 110.').waitFor();
  await ana.clicks('chat-close');
  await ana.page.locator('[data-testid=room-row][data-room=public]').getByTestId('open-chat').click();
  await message(ana, 'line 110.').waitFor();
  expect(await message(ana, TEA).count()).toBe(0);
  while (await ana.element('older').isVisible()) {
    const before = await ana.page.getByTestId('message').count();
    await ana.clicks('older');
    await ana.page.getByTestId('message').nth(before).waitFor();
  }
  await message(ana, TEA).first().waitFor();
});
