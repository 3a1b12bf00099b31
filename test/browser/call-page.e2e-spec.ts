/**
 * The page during a call: devices, screen, quality, and the message when the peer is away.
 * @needs chromium
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchWholeChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;

beforeAll(async () => {
  browser = await launchWholeChromium();
  ana = await Visitor.arrives(browser, 'ana');
  ben = await Visitor.arrives(browser, 'ben');
  await ana.registers();
  await ben.registers();
});

afterAll(async () => {
  await browser?.close();
});

async function theyTalk(): Promise<void> {
  await ana.rings(ben, 'audio');
  await ben.accepts();
  await ana.receives('audio');
  await ben.receives('audio');
}

async function anaHangsUp(): Promise<void> {
  await ana.clicks('hangup');
  await ben.element('in-call').waitFor({ state: 'detached' });
}

describe('in a call with sound', () => {
  beforeAll(theyTalk);
  afterAll(anaHangsUp);

  test('the quality of the connection is shown in words and figures', async () => {
    const quality = ana.element('quality');
    await quality
      .getByRole('status')
      .filter({ hasText: /^(Good|Fair|Poor) connection$/ })
      .waitFor();
    expect(await quality.innerText()).toMatch(/\d+ ms/);
  });

  test('a shared screen is seen by the other side, with and without a camera, until it ends', async () => {
    await ana.clicks('screen');
    await ana.page.getByRole('button', { name: 'Stop sharing the screen', pressed: true }).waitFor();
    await ben.receives('video');
    await ben.page.locator('[data-testid=remote-media][data-off=false]').waitFor();

    await ana.clicks('camera');
    await ana.page.getByRole('button', { name: 'Turn the camera off', pressed: false }).waitFor();
    await ana.clicks('screen');
    await ana.page.getByRole('button', { name: 'Share the screen', pressed: false }).waitFor();
    expect(await ben.receives('video', await ben.receives('video'))).toBeGreaterThan(0);

    await ana.clicks('camera');
    await ben.page.locator('[data-testid=remote-media][data-off=true]').waitFor({ state: 'attached' });
  });

  test('another microphone takes over without a gap in the call, and is remembered', async () => {
    await ana.clicks('devices');
    const microphone = ana.page.getByRole('combobox', { name: 'Microphone' });
    const names = await microphone.getByRole('option').allInnerTexts();
    expect(names.length).toBeGreaterThan(2);
    await microphone.selectOption({ label: names[2]! });
    await eventually(
      () => ana.microphoneInUse(),
      (label) => label === names[2],
    );
    const before = await ben.receives('audio');
    expect(await ben.receives('audio', before)).toBeGreaterThan(before);
    await ana.presses('Escape');
    await microphone.waitFor({ state: 'detached' });
    await ana.sees('in-call');

    const tab = await ana.opensTab();
    await tab.getByTestId('settings').click();
    await tab.getByRole('option', { name: names[2]!, selected: true }).waitFor({ state: 'attached' });
    await tab.close();
  });

  test('a muted microphone says so', async () => {
    await ana.clicks('mute');
    await ana.page.getByRole('button', { name: 'Unmute', pressed: true }).click();
    await ana.page.getByRole('button', { name: 'Mute', pressed: false }).waitFor();
  });

  test('the other side is shown as away while it is, and no longer when it is back', async () => {
    const state = ana.element('call-state');
    await ben.disconnects();
    await state.filter({ hasText: `${ben.username} lost the connection` }).waitFor();
    await ben.reconnects();
    await state.filter({ hasText: 'Connected' }).waitFor({ state: 'attached' });
    const before = await ana.receives('audio');
    expect(await ana.receives('audio', before)).toBeGreaterThan(before);
  });
});

test('both sides report how good the call was when it ends', async () => {
  await theyTalk();
  for (const person of [ana, ben]) await person.element('quality').filter({ hasText: '% lost' }).waitFor();
  const id = await ana.callId();
  await anaHangsUp();
  const { legs } = await eventually(
    () => ana.record(id),
    (call) => call.legs.filter(({ quality }) => quality).length === 2,
  );
  for (const { quality } of legs)
    expect(quality).toMatchObject({
      candidateType: expect.stringMatching(/^(host|prflx)$/),
      rttMs: expect.any(Number),
      lossRatio: expect.any(Number),
    });
});

test('the log knows durations, and marks missed calls, which can be called again', async () => {
  await ben.rings(ana, 'audio');
  await ana.sees('incoming');
  await ben.clicks('hangup');
  await ana.page
    .getByRole('status')
    .filter({ hasText: `You missed a call from ${ben.username}.` })
    .waitFor();

  const rows = ana.page.getByTestId('recent-call');
  await rows.filter({ hasText: /Missed/ }).waitFor();
  await rows
    .filter({ hasText: /Outgoing .* \d+:\d\d$/ })
    .first()
    .waitFor();
  await ana.page.getByRole('checkbox', { name: 'Missed only' }).check();
  await rows.filter({ hasText: 'Outgoing' }).first().waitFor({ state: 'detached' });
  expect(await rows.count()).toBe(1);

  await rows.getByRole('button', { name: `Call ${ben.username} again` }).click();
  await ben.accepts();
  await ana.sees('in-call');
  await anaHangsUp();
});

test('settings for calls are kept on the server', async () => {
  await ana.clicks('settings');
  const dialog = ana.page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('checkbox', { name: 'Call waiting' }).check();
  await dialog.getByRole('checkbox', { name: 'Hide my address' }).check();
  await eventually(
    () => ana.callSettings(),
    ({ callWaiting, relayOnly }) => callWaiting && relayOnly,
  );
  await dialog.getByRole('checkbox', { name: 'Hide my address' }).uncheck();
  await eventually(
    () => ana.callSettings(),
    ({ callWaiting, relayOnly }) => callWaiting && !relayOnly,
  );
  await ana.presses('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('the page had nothing to complain about', () => {
  expect({ ana: ana.complaints, ben: ben.complaints }).toEqual({ ana: [], ben: [] });
});
