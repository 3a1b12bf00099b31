/**
 * Two users compare four pictures. They are equal, unless a man in the middle ends both encrypted connections.
 * @needs chromium
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { ManInTheMiddle, rewritingFingerprints } from '../support/man-in-the-middle.js';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;

beforeAll(async () => {
  browser = await launchChromium();
});

afterEach(async () => {
  await ana.leaves();
  await ben.leaves();
});

afterAll(async () => {
  await browser?.close();
});

async function bothArrive(): Promise<void> {
  ana = await Visitor.arrives(browser, 'ana');
  ben = await Visitor.arrives(browser, 'ben');
}

async function theyTalk(): Promise<void> {
  await ana.registers();
  await ben.registers();
  await ana.rings(ben, 'audio');
  await ben.accepts();
}

test('both see the same four pictures, others in the next call, and they stay when a picture is added', async () => {
  await bothArrive();
  await theyTalk();
  const first = await ana.securityPictures();
  expect(first).toHaveLength(4);
  expect(await ben.securityPictures()).toEqual(first);

  await ben.clicks('camera');
  await ana.receives('video');
  expect(await ana.securityPictures()).toEqual(first);
  expect(await ben.securityPictures()).toEqual(first);

  await ana.clicks('hangup');
  await ben.element('in-call').waitFor({ state: 'detached' });
  await ben.rings(ana, 'audio');
  await ana.accepts();
  const second = await ana.securityPictures();
  expect(await ben.securityPictures()).toEqual(second);
  expect(second).not.toEqual(first);
});

test('where both ring at once they see the same, too', async () => {
  await bothArrive();
  await ana.registers();
  await ben.registers();
  const rows = [await ana.seesOnline(ben), await ben.seesOnline(ana)];
  await Promise.all(rows.map((row) => row.getByTestId('call-audio').dispatchEvent('click')));
  expect(await ana.securityPictures()).toEqual(await ben.securityPictures());
});

test('an attacker who ends both encrypted connections and relays everything gives them different pictures', async () => {
  await bothArrive();
  const eve = await ManInTheMiddle.between(browser, ana);
  await theyTalk();
  const atAna = await ana.securityPictures();
  const atBen = await ben.securityPictures();
  expect(eve.relayed).toBeGreaterThan(0);
  expect(atAna).toHaveLength(4);
  expect(atBen).toHaveLength(4);
  expect(atAna).not.toEqual(atBen);
  await eve.leaves();
});

test('an attacker who only rewrites the fingerprints gets no connection', async () => {
  await bothArrive();
  const rewritten = await rewritingFingerprints(ana.page);
  await theyTalk();
  await ben.failsToConnect();
  expect(rewritten()).toBeGreaterThan(0);
  expect(await ana.element('short-auth').getByRole('listitem').count()).toBe(0);
});
