/**
 * The connection to the server is cut for five seconds while two real pages are in a call: the call goes on, and a later
 * renegotiation succeeds.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { type CuttableLink, cuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.mjs';
import { startServer, stores } from '../support/server.mjs';
import { type PageGlobals, Visitor } from '../support/visitor.js';

const CUT_MS = 5000;

interface Talking {
  ringline: PageGlobals['ringline'] & {
    calls: { active: { state: { value: { peerLost: boolean; phase: string } } } };
  };
}

let browser: Browser;
let network: CuttableLink;
let ana: Visitor;
let ben: Visitor;

beforeAll(async () => {
  const port = await freePort();
  network = await cuttableLink(`http://127.0.0.1:${port}`);
  const anasOrigin = network.url.replace('127.0.0.1', 'localhost').replace(/\/$/, '');
  const { url } = await startServer({
    ...(await stores()),
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    ALLOWED_ORIGINS: anasOrigin,
  });
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana', anasOrigin);
  ben = await Visitor.arrives(browser, 'ben', url);
  for (const person of [ana, ben]) await person.registers();
});

afterAll(async () => {
  await browser?.close();
  await network?.close();
});

async function connectionBecomes(person: Visitor, wanted: string): Promise<void> {
  await eventually(
    () =>
      person.page.evaluate(() => (globalThis as unknown as Talking).ringline.connection.state.value.status),
    (status) => status === wanted,
  );
}

async function otherIsLost(person: Visitor, wanted: boolean): Promise<void> {
  await eventually(
    () =>
      person.page.evaluate(
        () => (globalThis as unknown as Talking).ringline.calls.active.state.value.peerLost,
      ),
    (lost) => lost === wanted,
  );
}

async function packetsGrow(kind: 'audio' | 'video'): Promise<void> {
  for (const person of [ana, ben]) {
    const first = await person.receives(kind);
    expect(await person.receives(kind, first)).toBeGreaterThan(first);
  }
}

test('they talk on during the cut, and a camera can be switched on after it', async () => {
  await ana.rings(ben, 'audio');
  await ben.accepts();
  for (const person of [ana, ben]) await person.sees('in-call');
  await packetsGrow('audio');

  network.cut();
  await connectionBecomes(ana, 'reconnecting');
  await otherIsLost(ben, true);
  // The length of the cut is the subject here.
  const over = pause(CUT_MS);
  await packetsGrow('audio');
  await over;
  await packetsGrow('audio');
  for (const person of [ana, ben]) await person.sees('in-call');
  network.mend();

  await connectionBecomes(ana, 'connected');
  await otherIsLost(ben, false);
  await packetsGrow('audio');
  for (const person of [ana, ben]) await person.clicks('camera');
  await packetsGrow('video');
  await ana.clicks('hangup');
  await ben.element('in-call').waitFor({ state: 'detached' });
});

test('a camera switched on during the cut is seen after it', async () => {
  await ben.rings(ana, 'audio');
  await ana.accepts();
  for (const person of [ana, ben]) await person.sees('in-call');
  await packetsGrow('audio');

  network.cut();
  await connectionBecomes(ana, 'reconnecting');
  await ana.clicks('camera');
  await ben.clicks('camera');
  await packetsGrow('audio');
  network.mend();

  await connectionBecomes(ana, 'connected');
  await packetsGrow('video');
  await ben.clicks('hangup');
  await ana.element('in-call').waitFor({ state: 'detached' });
});
