/**
 * A direct thread of two users. Unread messages are counted in each of a user's pages, and are read in all of them once a
 * visible page shows the thread.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { Visitor } from '../support/visitor.js';

const MARKUP = '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;
/** Ben's second page. */
let tab: Page;

const threadWith = (other: Visitor, page: Page): Locator =>
  page.locator(`[data-testid=direct-row][data-username="${other.username}"]`);

const message = (page: Page, text: string): Locator => page.getByTestId('message').filter({ hasText: text });

const hasTitle = (page: Page, title: string) =>
  eventually(
    () => page.title(),
    (found) => found === title,
  );

async function writes(page: Page, text: string): Promise<void> {
  await page.getByTestId('write').fill(text);
  await page.getByTestId('write').press('Enter');
}

/** As when the user switches to another tab, and back. */
function isSeen(page: Page, seen: boolean): Promise<void> {
  return page.evaluate((visible) => {
    const { document, Event } = globalThis as unknown as VisibilityGlobals;
    const get = () => (visible ? 'visible' : 'hidden');
    Object.defineProperty(document, 'visibilityState', { configurable: true, get });
    document.dispatchEvent(new Event('visibilitychange'));
  }, seen);
}

interface VisibilityGlobals {
  document: { dispatchEvent(event: object): void };
  Event: new (type: string) => object;
}

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  await ana.registers();
  ben = await Visitor.arrives(browser, 'ben');
  await ben.registers();
  tab = await ben.opensTab();
  await tab.getByTestId('me-name').waitFor();
});

afterAll(async () => {
  await browser?.close();
});

test('a thread begins from the card of a person', async () => {
  await (await ana.seesOnline(ben)).getByTestId('person').click();
  await ana.clicks('person-write');
  await ana.page.locator('[data-testid=chat][data-status=joined]').waitFor();
  await ana.element('chat-peer').getByText(ben.username).waitFor();
  await ana.element('chat-peer').getByText('Online').waitFor();
  await threadWith(ben, ana.page).waitFor();
});

test('what is unread is counted in every page of the other', async () => {
  await writes(ana.page, 'are you there?');
  await writes(ana.page, 'it is about tea');
  for (const page of [ben.page, tab]) {
    await threadWith(ana, page).getByText('it is about tea').waitFor();
    await eventually(
      () => threadWith(ana, page).getByTestId('unread').innerText(),
      (shown) => shown.startsWith('2'),
    );
    await hasTitle(page, '(2) Ringline');
  }
  await threadWith(ben, ana.page).getByText('You: it is about tea').waitFor();
  expect(await threadWith(ben, ana.page).getByTestId('unread').count()).toBe(0);
});

test('what is opened in one page is read in all', async () => {
  await threadWith(ana, ben.page).getByTestId('open-chat').click();
  await message(ben.page, 'it is about tea').waitFor();
  for (const page of [ben.page, tab]) {
    await threadWith(ana, page).getByTestId('unread').waitFor({ state: 'detached' });
    await hasTitle(page, 'Ringline');
  }
  await writes(ana.page, 'with milk?');
  await message(ben.page, 'with milk?').waitFor();
  await threadWith(ana, tab).getByText('with milk?').waitFor();
  await hasTitle(tab, 'Ringline');
});

test('an open thread that nobody can see is not read', async () => {
  await isSeen(ben.page, false);
  await writes(ana.page, 'or with lemon?');
  await message(ben.page, 'or with lemon?').waitFor();
  await hasTitle(tab, '(1) Ringline');
  await hasTitle(ben.page, '(1) Ringline');
  await isSeen(ben.page, true);
  await hasTitle(ben.page, 'Ringline');
  await hasTitle(tab, 'Ringline');
});

test('markup is shown as it was typed, in the thread and in the list', async () => {
  await writes(ana.page, MARKUP);
  await message(ben.page, '<img src=x').waitFor();
  expect(await message(ben.page, '<img src=x').getByTestId('message-text').innerText()).toBe(MARKUP);
  await threadWith(ana, ben.page).getByText('<img src=x').waitFor();
  expect(await threadWith(ana, ben.page).getByTestId('last-message').textContent()).toBe(MARKUP);
  for (const page of [ana.page, ben.page, tab]) {
    expect(
      await page.locator('[data-testid=chat], [aria-labelledby=chats-title]').locator('img, script').count(),
    ).toBe(0);
    expect(await page.title()).not.toContain('hacked');
  }
  expect([...ana.complaints, ...ben.complaints]).toEqual([]);
});

test('a call that was missed is counted until it was seen', async () => {
  await ana.rings(ben, 'audio');
  await ben.sees('incoming');
  await ana.clicks('hangup');
  for (const page of [ben.page, tab]) await page.getByTestId('missed-calls').waitFor();
  const missed = ben.page.locator('[data-testid=recent-call][data-reason=cancelled]');
  await missed.and(ben.page.locator('[data-new=true]')).waitFor();
  await ben.clicks('calls-seen');
  for (const page of [ben.page, tab]) await page.getByTestId('missed-calls').waitFor({ state: 'detached' });
  await missed.and(ben.page.locator('[data-new=false]')).waitFor();
});

test('a thread with somebody one has blocked can only be read, and says why', async () => {
  await ben.clicks('chat-peer');
  await ben.clicks('person-block');
  await ben.clicks('person-close');
  await ben.element('reading-only').getByText(`You have blocked ${ana.username}`).waitFor();
  expect(await ben.element('write').count()).toBe(0);
  await writes(ana.page, 'hello?');
  await ana.element('pending-message').getByText('You may not do this.').waitFor();
  await ana.element('reading-only').getByText(`${ben.username} cannot be written to.`).waitFor();
  await ben.clicks('thread-unblock');
  await ben.sees('write');
  await message(ben.page, MARKUP).waitFor();
});
