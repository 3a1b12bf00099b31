/**
 * A page that nobody looks at loses its connection, and gets it back with the first movement; one that is used keeps it.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { freePort } from '../support/free-port.mjs';
import { startServer, stores } from '../support/server.mjs';
import { type PageGlobals, Visitor } from '../support/visitor.js';

let browser: Browser;
let url: string;

beforeAll(async () => {
  browser = await launchChromium();
  const port = String(await freePort());
  const env = { PORT: port, PUBLIC_URL: `http://localhost:${port}`, PRESENCE_IDLE_TIMEOUT_S: '2' };
  url = (await startServer({ ...(await stores()), ...env })).url;
});

afterAll(async () => {
  await browser?.close();
});

const statusOf = ({ page }: Visitor) =>
  page.evaluate(() => (globalThis as unknown as PageGlobals).ringline.connection.state.value.status);

const rests = ({ page }: Visitor) => page.locator('[data-testid=banner][data-state=resting]').waitFor();

test.each<[string, (visitor: Visitor) => Promise<void>]>([
  ['moves the mouse', ({ page }) => page.mouse.move(300, 300)],
  ['presses a key', ({ page }) => page.keyboard.press('Shift')],
])('ana goes away, comes back and %s', async (_name, comesBack) => {
  const ana = await Visitor.arrives(browser, 'ana', url);
  await ana.registers();
  await rests(ana);
  expect(await statusOf(ana)).toBe('resting');
  await comesBack(ana);
  await ana.page.getByTestId('banner').waitFor({ state: 'detached' });
  expect(await statusOf(ana)).toBe('connected');
  expect(ana.complaints).toEqual([]);
  await ana.leaves();
});

test('ana reads and moves the mouse: she stays, while ben, who does nothing, does not', async () => {
  const ana = await Visitor.arrives(browser, 'ana', url);
  await ana.registers();
  const ben = await Visitor.arrives(browser, 'ben', url);
  await ben.registers();
  let over = false;
  const bensEnd = rests(ben).finally(() => (over = true));
  for (let x = 100; !over; x = 100 + ((x + 7) % 500)) await ana.page.mouse.move(x, 200);
  await bensEnd;
  expect(await statusOf(ana)).toBe('connected');
  await ana.leaves();
  await ben.leaves();
});
