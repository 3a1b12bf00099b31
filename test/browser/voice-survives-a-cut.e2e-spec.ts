/**
 * One device in a voice channel loses the server for a while: sound goes on, its place is kept, and its changes afterwards
 * reach the others.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { type CuttableLink, cuttableLink } from '../support/cuttable-link.js';
import { freePort } from '../support/free-port.mjs';
import { startServer, stores } from '../support/server.mjs';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let link: CuttableLink;
let ana: Visitor;
let ben: Visitor;

beforeAll(async () => {
  const PORT = String(await freePort());
  link = await cuttableLink(`http://127.0.0.1:${PORT}`);
  const [overLink, direct] = [link.url, `http://127.0.0.1:${PORT}`].map((url) => new URL(url).port);
  const ALLOWED_ORIGINS = `http://localhost:${overLink},http://localhost:${direct}`;
  await startServer({ ...(await stores()), PORT, ALLOWED_ORIGINS });
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana', `http://127.0.0.1:${overLink}`);
  ben = await Visitor.arrives(browser, 'ben', `http://127.0.0.1:${direct}`);
  for (const person of [ana, ben]) {
    await person.registers();
    await person.joinsVoice('public');
  }
  await Promise.all([ana.hears(ben), ben.hears(ana)]);
});

afterAll(async () => {
  await browser?.close();
  await link?.close();
});

test('sound goes on while the server is out of reach', async () => {
  link.cut();
  await ana.page.locator('[data-testid=voice][data-status=reconnecting]').waitFor();
  await ben.tileOf(ana).getByText('Reconnecting').waitFor();
  await Promise.all([ana.hears(ben), ben.hears(ana)]);
});

test('a camera that was turned on meanwhile is seen once the device is back in its place', async () => {
  await ana.clicks('voice-camera');
  link.mend();
  await ana.page.locator('[data-testid=voice][data-status=joined]').waitFor();
  await ben.tileOf(ana).locator('[data-testid=voice-media][data-off=false]').waitFor();
  await Promise.all([ana.hears(ben), ben.hears(ana)]);
  for (const person of [ana, ben]) expect(await person.page.getByTestId('voice-member').count()).toBe(1);
});
