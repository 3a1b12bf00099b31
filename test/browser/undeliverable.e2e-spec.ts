/**
 * A message that the server cannot take: the page says so before it is sent, nothing is lost, and an event that ended the
 * connection does not end the next one, and the next.
 * @needs chromium
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator, WebSocketRoute } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { opensChat } from '../support/rooms-page.js';
import { Visitor } from '../support/visitor.js';

/** More than a frame can have. One line: browsers are slow with many. */
const LOG = '12:00:00 INFO request served '.repeat(2500);

let browser: Browser;
let ana: Visitor;
/** Connections of the page to the server. */
let connections = 0;
/** Ends a connection, when the page sends such a frame. */
let breaks: ((frame: string, route: WebSocketRoute) => boolean) | undefined;

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  await ana.registers();
  await ana.page.routeWebSocket(/socket\.io/, (route) => {
    connections += 1;
    const server = route.connectToServer();
    route.onMessage((frame) => {
      if (!breaks?.(String(frame), route)) server.send(frame);
    });
  });
  await ana.page.reload();
  await opensChat(ana, 'public');
});

afterEach(() => {
  breaks = undefined;
});

afterAll(async () => {
  await browser?.close();
});

const message = (text: string): Locator => ana.page.getByTestId('message').filter({ hasText: text });
const pending = (text: string): Locator => ana.page.getByTestId('pending-message').filter({ hasText: text });

async function writes(text: string): Promise<void> {
  await ana.element('write').fill(text);
  await ana.element('write').press('Enter');
}

test.each([
  ['one character more than the server takes', '🫖'.repeat(4001), '4001 / 4000: 1 character too many'],
  ['a whole log file', LOG, `${LOG.trim().length} / 4000`],
])('%s stays in the field, with words that say so', async (_, text, words) => {
  const before = connections;
  await writes(text);
  await ana.element('text-counter').getByText(words).waitFor();
  expect(await ana.element('write').inputValue()).toBe(text);
  expect(await ana.page.getByTestId('pending-message').count()).toBe(0);
  await ana.element('write').fill('🫖'.repeat(4000));
  await ana.element('write').press('Enter');
  await message('🫖'.repeat(4000)).first().waitFor();
  expect(connections).toBe(before);
});

test('an edit that is too long is not saved, and says so', async () => {
  await writes('short');
  await message('short').hover();
  await message('short').getByRole('button', { name: 'Edit' }).click();
  const field = ana.page.getByLabel('Edit the message');
  await field.fill('a'.repeat(4001));
  await ana.page.getByRole('button', { name: 'Save' }).click();
  await ana.page.getByText('4001 / 4000: 1 character too many').waitFor();
  expect(await field.inputValue()).toBe('a'.repeat(4001));
  await ana.page.getByRole('button', { name: 'Cancel' }).click();
});

test.each([
  { cause: 'a frame that is too large for something in between', closeCode: 1009, most: 1, why: 'too large' },
  { cause: 'a frame of which nobody knows why', closeCode: 1011, most: 3, why: 'The connection broke' },
])('$cause is not sent again for ever, and the others arrive', async ({ closeCode, most, why }) => {
  const before = connections;
  const poison = `poison ${closeCode}`;
  let sent = 0;
  breaks = (frame, route) => {
    if (!frame.includes('message:send') || !frame.includes(poison)) return false;
    sent += 1;
    void route.close({ code: closeCode });
    return true;
  };
  await writes(poison);
  await writes(`after ${closeCode}`);
  await message(`after ${closeCode}`).waitFor();
  await pending(poison).getByText(why).waitFor();
  expect(sent).toBe(most);
  expect(connections).toBe(before + most);

  // It is there to be changed, and then it is another one.
  await pending(poison).getByRole('button', { name: 'Edit' }).click();
  expect(await ana.element('write').inputValue()).toBe(poison);
  await writes(`cured ${closeCode}`);
  await message(`cured ${closeCode}`).waitFor();
  expect(await ana.page.getByTestId('pending-message').count()).toBe(0);
});
