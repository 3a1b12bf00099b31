/**
 * A home network without TLS, and browsers without storage: users sign in and write as everywhere, and the page says what
 * cannot work there.
 * @needs chromium
 */
import { afterAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { freePort } from '../support/free-port.mjs';
import { aPicture } from '../support/images.js';
import { opensChat } from '../support/rooms-page.js';
import { embeddedStores, startServer } from '../support/server.mjs';
import { type PageGlobals, Visitor } from '../support/visitor.js';

const browsers: Browser[] = [];

afterAll(async () => {
  for (const browser of browsers) await browser.close();
});

async function launches(...flags: string[]): Promise<Browser> {
  const browser = await launchChromium(...flags);
  browsers.push(browser);
  return browser;
}

/** Everything a page needs to be of use: a message that arrives, and a picture that can be chosen. */
async function writesAndShows(visitor: Visitor): Promise<void> {
  await opensChat(visitor, 'public');
  await visitor.element('write').fill('tea is ready');
  await visitor.element('write').press('Enter');
  const said = visitor.page.locator(`[data-testid=message][data-author="${visitor.username}"]`);
  await said.filter({ hasText: 'tea is ready' }).waitFor();
  const picture = { name: 'tea.png', mimeType: 'image/png', buffer: await aPicture() };
  await visitor.element('picture-files').setInputFiles(picture);
  await visitor.sees('chosen-picture');
}

test('over plain http people write and stay signed in; that they cannot call is said', async () => {
  const port = await freePort();
  const url = `http://ringline.test:${port}`;
  await startServer({ ...embeddedStores(), PORT: String(port), PUBLIC_URL: url });
  const browser = await launches('--host-resolver-rules=MAP ringline.test 127.0.0.1');
  const ana = await Visitor.arrives(browser, 'ana', url);
  expect(await ana.page.evaluate(() => (globalThis as unknown as PageGlobals).isSecureContext)).toBe(false);
  await ana.registers();
  await ana.page.locator('[data-testid=banner][data-state=insecure]').getByText('https://').waitFor();
  await writesAndShows(ana);

  // Browsers do not give the microphone: the page says so and goes on.
  await ana.page.locator('[data-testid=room-row][data-room=public]').getByTestId('join-voice').click();
  await ana.page.locator('[data-testid=error][data-code=insecure_context]').first().waitFor();
  await ana.page.reload();
  await ana.sees('me-name');
  expect(
    ana.complaints.filter((complaint) => /TypeError|is not a function|undefined/.test(complaint)),
  ).toEqual([]);
});

/** The browser's behaviour where its user has disabled storage. Scripts of the page run after this. */
const BLOCKS: Record<string, () => void> = {
  'storage throws': () => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(globalThis, name, {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
  },
  'storage is full': () => {
    const { Storage, DOMException } = globalThis as unknown as PageGlobals;
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
  },
  'storage throws and cookies are not kept': () => {
    const { Navigator } = globalThis as unknown as PageGlobals;
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(globalThis, name, {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
    Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false });
  },
};

test.each(Object.keys(BLOCKS))('%s: the page works for the visit', async (block) => {
  const browser = browsers[1] ?? (await launches());
  const ana = await Visitor.arrives(browser, 'ana', undefined, {}, BLOCKS[block]);
  await ana.registers();
  await writesAndShows(ana);
  // The session goes on beyond its first token.
  await ana.page.evaluate(() => (globalThis as unknown as PageGlobals).ringline.auth.refresh());
  await ana.sees('me-name');
  await ana.clicks('sign-out');
  await ana.sees('auth-username');
  expect(ana.complaints.filter((complaint) => /SecurityError|QuotaExceeded|denied/.test(complaint))).toEqual(
    [],
  );
});
