/**
 * Ringing is heard and seen, and stops whatever ends it.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  ben = await Visitor.arrives(browser, 'ben');
  for (const person of [ana, ben]) {
    await person.page.context().addInitScript(rememberAudio);
    await person.page.reload();
    await person.registers();
  }
});

afterAll(async () => {
  await browser?.close();
});

interface Sounds {
  AudioContext: new () => { state: string };
  sounds: { state: string }[];
}

/** Every AudioContext that the page makes is real, and can be looked up. */
function rememberAudio(): void {
  const page = globalThis as unknown as Sounds;
  page.sounds = [];
  page.AudioContext = new Proxy(page.AudioContext, {
    construct: (Real) => {
      const made = new Real();
      page.sounds.push(made);
      return made;
    },
  });
}

const sounding = (page: Page) =>
  page.evaluate(
    () => (globalThis as unknown as Sounds).sounds.filter(({ state }) => state === 'running').length,
  );

async function rings(page: Page, caller: Visitor): Promise<void> {
  await eventually(
    () => sounding(page),
    (count) => count === 1,
  );
  const text = `${caller.username} is calling…`;
  await eventually(
    () => page.title(),
    (title) => title === text,
  );
  await eventually(
    () => page.title(),
    (title) => title === 'Ringline',
  );
  await eventually(
    () => page.title(),
    (title) => title === text,
  );
}

async function isQuiet(page: Page): Promise<void> {
  await page.getByTestId('incoming').waitFor({ state: 'detached' });
  await eventually(
    () => sounding(page),
    (count) => count === 0,
  );
  expect(await page.title()).toBe('Ringline');
}

test('the caller hears it ring over there, and the callee here, until it is declined', async () => {
  await ana.rings(ben, 'audio');
  await rings(ben.page, ana);
  await eventually(
    () => sounding(ana.page),
    (count) => count === 1,
  );
  await ben.clicks('decline');
  await isQuiet(ben.page);
  await isQuiet(ana.page);
});

test('until the caller thinks better of it', async () => {
  await ana.rings(ben, 'audio');
  await rings(ben.page, ana);
  await ana.clicks('hangup');
  await isQuiet(ben.page);
  await isQuiet(ana.page);
});

test('until another tab answers', async () => {
  const other = await ben.opensTab();
  await other.getByTestId('me-name').waitFor();
  await ana.rings(ben, 'audio');
  await rings(ben.page, ana);
  await other.getByTestId('accept').click();
  await isQuiet(ben.page);
  await ana.clicks('hangup');
  await other.getByTestId('in-call').waitFor({ state: 'detached' });
  await isQuiet(ana.page);
  await isQuiet(other);
  await other.close();
});

test('until the callee signs out', async () => {
  await ana.rings(ben, 'audio');
  await rings(ben.page, ana);
  await ben.page.getByTestId('sign-out').dispatchEvent('click');
  await isQuiet(ben.page);
  // No device is left that could accept: the call ends for the caller, too.
  await isQuiet(ana.page);
});
