/**
 * Users who write from right to left, or with an input method, and the display of a refused message.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { makesPrivateRoom, opensChat, rowOf } from '../support/rooms-page.js';
import { Visitor } from '../support/visitor.js';

const NAME = 'דוד המלך (1)';
const ROOM = 'حديقة (2)';
const HEBREW = 'שלום, מה נשמע? (בסדר גמור!)';
const ARABIC = 'مرحبا، كيف الحال؟ (3)';

let browser: Browser;
let ana: Visitor;

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  await ana.registers();
});

afterAll(async () => {
  await browser?.close();
});

interface ChatGlobals {
  ringline: { messages: { state: { value: { open: { send(text: string): void }[] } } } };
}
interface Styled {
  closest(selector: string): unknown;
}
interface StyleGlobals {
  getComputedStyle(element: unknown): { direction: string; unicodeBidi: string };
}

/** The direction of an element, and whether it is isolated from the text around it. */
function directionOf(place: Locator): Promise<{ direction: string; isOwn: boolean }> {
  return place.evaluate((element) => {
    const { direction, unicodeBidi } = (globalThis as unknown as StyleGlobals).getComputedStyle(element);
    const isIn = (element as unknown as Styled).closest('bdi') !== null;
    return { direction, isOwn: isIn || /isolate|plaintext/.test(unicodeBidi) };
  });
}

const said = (text: string): Locator =>
  ana.page.getByTestId('message').filter({ hasText: text }).getByTestId('message-text').first();

async function writes(text: string): Promise<void> {
  await ana.element('write').fill(text);
  await ana.element('write').press('Enter');
}

test('names, bios and rooms stand by themselves, and run as their script does', async () => {
  await ana.clicks('profile');
  const name = ana.element('profile-name');
  const bio = ana.element('profile-bio');
  await name.fill(NAME);
  await bio.fill(`${HEBREW}\nin English`);
  for (const field of [name, bio]) expect(await directionOf(field)).toMatchObject({ direction: 'rtl' });
  await ana.clicks('profile-save');
  await ana.element('profile-saved').getByText('Saved').waitFor();
  await ana.clicks('profile-close');
  await ana.element('me-name').getByText(NAME).waitFor();
  expect(await directionOf(ana.element('me-name'))).toEqual({ direction: 'rtl', isOwn: true });

  const slug = await makesPrivateRoom(ana, ROOM);
  expect(await directionOf(rowOf(ana, slug).getByTestId('row-name'))).toEqual({
    direction: 'rtl',
    isOwn: true,
  });
  await opensChat(ana, slug);
  expect(await directionOf(ana.page.locator('#chat-title'))).toEqual({ direction: 'rtl', isOwn: true });
});

test.each([
  ['Hebrew', HEBREW, 'rtl'],
  ['Arabic', ARABIC, 'rtl'],
  ['English', 'plain english (fine!)', 'ltr'],
])('%s: the field, the message, its author, an answer to it and a preview', async (_, text, direction) => {
  const field = ana.element('write');
  await field.fill(text);
  expect(await directionOf(field)).toMatchObject({ direction });
  await field.press('Enter');
  await said(text).waitFor();
  expect(await directionOf(said(text))).toEqual({ direction, isOwn: true });
  const author = ana.page.getByTestId('message-author').first();
  expect(await directionOf(author)).toEqual({ direction: 'rtl', isOwn: true });

  await ana.page.getByTestId('message').filter({ hasText: text }).first().hover();
  await ana.page
    .getByTestId('message')
    .filter({ hasText: text })
    .first()
    .getByRole('button', { name: 'Reply' })
    .click();
  expect(await directionOf(ana.page.getByTestId('write-reply').locator('bdi'))).toEqual({
    direction: 'rtl',
    isOwn: true,
  });
  await writes(`answer to ${direction} ${text.length}`);
  const quote = ana.page.getByTestId('message-original').last();
  for (const part of [NAME, text]) {
    const words = quote.locator('bdi').filter({ hasText: part });
    await words.waitFor();
    expect(await directionOf(words)).toMatchObject({ isOwn: true });
  }
});

test('what a search found', async () => {
  await ana.clicks('search');
  await ana.element('search-query').fill('שלום');
  const found = ana.page.getByTestId('found-text').first();
  await found.waitFor();
  expect(await directionOf(ana.element('search-query'))).toMatchObject({ direction: 'rtl' });
  expect(await directionOf(found)).toEqual({ direction: 'rtl', isOwn: true });
  await ana.presses('Escape');
});

/** A key as browsers report it to the page; real input methods do not run here. */
function reports(field: Locator, key: string, facts: { isComposing: boolean; keyCode: number }) {
  return field.dispatchEvent('keydown', { key, code: key, bubbles: true, cancelable: true, ...facts });
}

test.each([
  ['Chromium and Firefox, while a word is chosen', { isComposing: true, keyCode: 229 }],
  ['Safari, after it was chosen', { isComposing: false, keyCode: 229 }],
])('Enter and Escape belong to the input method: %s', async (_, facts) => {
  const field = ana.element('write');
  await field.fill('会議は');
  await reports(field, 'Enter', facts);
  expect(await field.inputValue()).toBe('会議は');
  await ana.clicks('search');
  await reports(ana.element('search-query'), 'Escape', facts);
  await ana.sees('search-query');
  await reports(ana.element('search-query'), 'Escape', { isComposing: false, keyCode: 27 });
  await ana.element('search-query').waitFor({ state: 'detached' });
  await field.fill(`会議です ${facts.isComposing}`);
  await reports(field, 'Enter', { isComposing: false, keyCode: 13 });
  await said(`会議です ${facts.isComposing}`).waitFor();
  expect(await ana.page.getByTestId('message').filter({ hasText: '会議は' }).count()).toBe(0);
});

test.each([
  [1100, 800],
  [360, 640],
])(
  'a message that was refused is readable, with what can be done about it: %d wide',
  async (width, height) => {
    await ana.page.setViewportSize({ width, height });
    // The field would not let it go: this is how another user of the library comes to it.
    await ana.page.evaluate(() =>
      (globalThis as unknown as ChatGlobals).ringline.messages.state.value.open[0]!.send('tea '.repeat(1001)),
    );
    const refused = ana.page.getByTestId('pending-message');
    const reason = refused.getByTestId('refused-because');
    await reason.waitFor();
    expect((await reason.boundingBox())!.width).toBeGreaterThan(200);
    for (const name of ['Edit', 'Discard']) {
      const {
        x,
        y,
        width: wide,
        height: high,
      } = (await refused.getByRole('button', { name }).boundingBox())!;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + wide).toBeLessThanOrEqual(width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y + high).toBeLessThanOrEqual(height);
    }
    await refused.getByRole('button', { name: 'Discard' }).click();
    await refused.waitFor({ state: 'detached' });
  },
);
