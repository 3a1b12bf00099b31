/**
 * A user searches for an old message, jumps there, reads on from there and comes back to the present.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { type PageGlobals, Visitor } from '../support/visitor.js';

const MARKUP =
  '<img src=x onerror="document.title=\'hacked\'"> teapot <script>document.title="hacked"</script>';

let browser: Browser;
let ana: Visitor;
let slug: string;

const message = (text: string): Locator =>
  ana.page.getByTestId('message').filter({ has: ana.page.getByText(text, { exact: true }) });

/** Whether the element is visible in the list without scrolling. */
const isInSight = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => {
    const { top, bottom } = (element as unknown as Box).getBoundingClientRect();
    const list = (element as unknown as Box).closest('[data-testid=messages]').getBoundingClientRect();
    return top >= list.top && bottom <= list.bottom;
  });

interface Box {
  getBoundingClientRect(): { top: number; bottom: number };
  closest(selector: string): Box;
}

/** Says all that in the order given, by the page's own session. */
function says(texts: string[]): Promise<void> {
  return ana.page.evaluate(
    async ([room, lines]) => {
      const { auth } = (globalThis as unknown as PageGlobals).ringline;
      for (const [at, text] of lines.entries())
        await auth.send('POST', `/api/chat/rooms/${room}/messages`, {
          body: { clientId: `line-${at}`, text },
        });
    },
    [slug, texts] as const,
  );
}

async function looksFor(words: string): Promise<Locator> {
  await ana.element('search-query').fill(words);
  return ana.page.getByTestId('found');
}

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  await ana.registers();
  await ana.clicks('new-room');
  await ana.page.getByLabel('Name').fill('Kitchen');
  await ana.page.getByRole('button', { name: 'Create room' }).click();
  const row = ana.page.getByTestId('room-row').filter({ hasText: 'Kitchen' });
  slug = (await row.getAttribute('data-room'))!;
  const lines = Array.from({ length: 400 }, (_, at) => `line ${at + 1}`);
  lines[4] = MARKUP;
  lines[99] = 'the blue kettle sings';
  lines[389] = 'a red kettle waits';
  await says(lines);
  await row.getByTestId('open-chat').click();
  await message('line 400').waitFor();
  await ana.clicks('search');
});

afterAll(async () => {
  await browser?.close();
});

test('what is found comes latest first, and a phrase finds less', async () => {
  const found = await looksFor('kettle');
  await found.nth(1).waitFor();
  expect(await found.getByTestId('found-text').allInnerTexts()).toEqual([
    'a red kettle waits',
    'the blue kettle sings',
  ]);
  await looksFor('"blue kettle"');
  await found.nth(1).waitFor({ state: 'detached' });
  expect(await found.getByTestId('found-text').allInnerTexts()).toEqual(['the blue kettle sings']);
  await looksFor('samovar');
  await ana.page.getByText('Nothing found.').waitFor();
});

test('somebody goes to what was found, long before what was loaded', async () => {
  await (await looksFor('blue')).first().click();
  await message('the blue kettle sings').waitFor();
  expect(await isInSight(message('the blue kettle sings'))).toBe(true);
  await message('line 99').waitFor();
  await message('line 101').waitFor();
  expect(await message('line 400').count()).toBe(0);
});

test('from there one reads on in both directions, up to the present', async () => {
  await ana.clicks('older');
  await message('line 30').waitFor();
  while (await ana.element('newer').isVisible()) {
    const before = await ana.page.getByTestId('message').count();
    await ana.clicks('newer');
    await ana.page.getByTestId('message').nth(before).waitFor();
  }
  await message('line 400').waitFor();
  const numbers = await ana.page
    .getByTestId('message')
    .evaluateAll((all) =>
      all.map((one) => Number((one as unknown as { dataset: { seq: string } }).dataset.seq)),
    );
  expect(numbers).toEqual(Array.from(numbers, (_, at) => numbers[0]! + at));
});

test('one button leads back to the present, where new messages come in', async () => {
  await ana.clicks('chat-close');
  await ana.page.locator(`[data-testid=room-row][data-room="${slug}"]`).getByTestId('open-chat').click();
  await ana.clicks('search');
  await (await looksFor('blue')).first().click();
  await message('the blue kettle sings').waitFor();
  await ana.clicks('to-present');
  await message('line 400').waitFor();
  expect(await isInSight(message('line 400'))).toBe(true);
  await ana.element('write').fill('and now tea');
  await ana.element('write').press('Enter');
  await message('and now tea').waitFor();
  await eventually(
    () => isInSight(message('and now tea')),
    (inSight) => inSight,
  );
});

test('what is found is shown as it was typed and does nothing', async () => {
  await ana.clicks('search');
  const found = (await looksFor('teapot')).filter({ hasText: 'teapot' });
  expect(await found.getByTestId('found-text').innerText()).toBe(MARKUP);
  await found.click();
  await message(MARKUP).waitFor();
  expect(await ana.element('chat').locator('img, script').count()).toBe(0);
  expect(await ana.page.title()).not.toContain('hacked');
  expect(ana.complaints).toEqual([]);
});

test('Escape ends the search and gives the focus back', async () => {
  await ana.clicks('search');
  await ana.sees('search-query');
  await ana.presses('Escape');
  await ana.element('search-query').waitFor({ state: 'detached' });
  expect(await ana.focusedName()).toBe('');
  await ana.presses('Enter');
  await ana.sees('search-query');
});
