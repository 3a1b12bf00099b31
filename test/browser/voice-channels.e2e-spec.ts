/**
 * Four users, four real pages, two voice channels: each participant hears all others in the same channel.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchWholeChromium } from '../support/chromium.js';
import { addsToRoom, makesPrivateRoom, rowOf } from '../support/rooms-page.js';
import { Visitor } from '../support/visitor.js';

const PUBLIC = 'public';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;
let cleo: Visitor;
let dan: Visitor;
let blue: string;

beforeAll(async () => {
  browser = await launchWholeChromium();
  [ana, ben, cleo, dan] = await Promise.all(
    ['ana', 'ben', 'cleo', 'dan'].map(async (name) => {
      const visitor = await Visitor.arrives(browser, name);
      await visitor.registers();
      return visitor;
    }) as [Promise<Visitor>, Promise<Visitor>, Promise<Visitor>, Promise<Visitor>],
  );
});

afterAll(async () => {
  await browser?.close();
});

test('a private room appears for whom its owner adds', async () => {
  blue = await makesPrivateRoom(ana, `Blue of ${ana.username}`);
  await addsToRoom(ana, blue, ben);
  expect(await rowOf(cleo, blue).count()).toBe(0);
});

test('two channels, each with its own sound', async () => {
  await Promise.all([
    ana.joinsVoice(blue),
    ben.joinsVoice(blue),
    cleo.joinsVoice(PUBLIC),
    dan.joinsVoice(PUBLIC),
  ]);
  await Promise.all([ana.hears(ben), ben.hears(ana), cleo.hears(dan), dan.hears(cleo)]);
  for (const person of [ana, ben, cleo, dan])
    expect(await person.page.getByTestId('voice-member').count()).toBe(1);
});

test('you see who speaks and who is muted', async () => {
  await ben.page
    .locator(`[data-username="${ana.username}"][data-testid=voice-member][data-speaking=true]`)
    .waitFor();
  await ana.clicks('voice-mute');
  await ben.tileOf(ana).getByText('Muted').waitFor();
  await ana.clicks('voice-mute');
  await ben.tileOf(ana).getByText('Muted').waitFor({ state: 'detached' });
});

test('a camera is seen by the others', async () => {
  await ben.clicks('voice-camera');
  await ana.tileOf(ben).locator('[data-testid=voice-media][data-off=false]').waitFor();
  await ben.clicks('voice-camera');
  await ana.tileOf(ben).locator('[data-testid=voice-media][data-off=true]').waitFor({ state: 'attached' });
});

test('a user who goes over to the other channel leaves the first and is heard by all in the second', async () => {
  await ben.joinsVoice(PUBLIC);
  await ana.tileOf(ben).waitFor({ state: 'detached' });
  await Promise.all([ben.hears(cleo), ben.hears(dan), cleo.hears(ben), dan.hears(ben)]);
});

test('a moderator takes somebody out, who is notified', async () => {
  await ben.joinsVoice(blue);
  await ana.tileOf(ben).getByTestId('voice-kick').click();
  await ben.sees('voice-left');
  await ana.tileOf(ben).waitFor({ state: 'detached' });
  await cleo.tileOf(ben).waitFor({ state: 'detached' });
});

test('a closed page leaves its channel at once', async () => {
  await dan.leaves();
  await cleo.tileOf(dan).waitFor({ state: 'detached' });
});

test('no page complained', () => {
  for (const person of [ana, ben, cleo]) expect(person.complaints).toEqual([]);
});
