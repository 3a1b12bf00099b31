/**
 * Two people, two real browsers, one call: media flows from page to page.
 * @needs chromium
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  ben = await Visitor.arrives(browser, 'ben');
  await ana.registers();
  await ben.registers();
});

afterAll(async () => {
  await browser?.close();
});

test('both see each other online', async () => {
  await ana.seesOnline(ben);
  await ben.seesOnline(ana);
});

describe.each([
  { media: 'audio', kinds: ['audio'] },
  { media: 'video', kinds: ['audio', 'video'] },
] as const)('a call with $media', ({ media, kinds }) => {
  test('rings, is answered and carries packets both ways', async () => {
    await ana.rings(ben, media);
    await ben.accepts();
    await ana.sees('in-call');
    await ben.sees('in-call');

    for (const person of [ana, ben])
      for (const kind of kinds) {
        const first = await person.receives(kind);
        expect(await person.receives(kind, first)).toBeGreaterThan(first);
      }
  });

  test('ends for both when one hangs up', async () => {
    await ben.clicks('hangup');
    await ana.element('in-call').waitFor({ state: 'detached' });
    await ben.element('in-call').waitFor({ state: 'detached' });
  });
});

test('both ring at once: they talk, and nothing rings any longer', async () => {
  const [ben_, ana_] = [await ana.seesOnline(ben), await ben.seesOnline(ana)];
  await Promise.all([ben_, ana_].map((row) => row.getByTestId('call-audio').dispatchEvent('click')));
  for (const person of [ana, ben]) {
    await person.sees('in-call');
    const first = await person.receives('audio');
    expect(await person.receives('audio', first)).toBeGreaterThan(first);
    expect(await person.page.getByTestId('incoming').count()).toBe(0);
  }
  await ana.clicks('hangup');
  await ben.element('in-call').waitFor({ state: 'detached' });
});

test('a declined call ends for the caller', async () => {
  await ben.rings(ana, 'audio');
  await ana.sees('incoming');
  await ana.clicks('decline');
  await ben.element('outgoing').waitFor({ state: 'detached' });
});

test('a closed page goes offline for the other', async () => {
  await ben.leaves();
  await ana.page
    .locator(`[data-testid=user-row][data-username="${ben.username}"][data-status=ONLINE]`)
    .waitFor({ state: 'detached' });
});

test('the page had nothing to complain about', () => {
  expect({ ana: ana.complaints, ben: ben.complaints }).toEqual({ ana: [], ben: [] });
});
