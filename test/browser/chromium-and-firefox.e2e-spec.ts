/**
 * Two browsers of different makers, two WebRTC stacks, one call.
 * @needs chromium, firefox-esr
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Browser as Firefox } from 'puppeteer-core';
import { launchChromium } from '../support/chromium.js';
import { FirefoxVisitor, launchFirefox } from '../support/firefox.js';
import { Visitor } from '../support/visitor.js';

let chromium: Browser;
let firefox: Firefox;
let ana: Visitor;
let ben: FirefoxVisitor;

beforeAll(async () => {
  [chromium, firefox] = await Promise.all([launchChromium(), launchFirefox()]);
  ana = await Visitor.arrives(chromium, 'ana');
  ben = await FirefoxVisitor.arrives(firefox, 'ben');
  await ana.registers();
  await ben.registers();
});

afterAll(async () => {
  await chromium?.close();
  await firefox?.close();
});

describe.each([
  { media: 'audio', kinds: ['audio'] },
  { media: 'video', kinds: ['audio', 'video'] },
] as const)('a call with $media', ({ media, kinds }) => {
  test.each(['Chromium', 'Firefox'])(
    'that %s rings carries packets both ways and ends for both',
    async (who) => {
      if (who === 'Chromium') {
        await ana.rings(ben, media);
        await ben.accepts();
      } else {
        await ben.rings(ana, media);
        await ana.accepts();
      }
      for (const person of [ana, ben]) {
        await person.sees('in-call');
        for (const kind of kinds) {
          const first = await person.receives(kind);
          expect(await person.receives(kind, first)).toBeGreaterThan(first);
        }
      }

      await (who === 'Chromium' ? ben : ana).clicks('hangup');
      await ana.element('in-call').waitFor({ state: 'detached' });
      await ben.seesNo('in-call');
    },
  );
});
