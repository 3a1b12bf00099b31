/**
 * A call that hides IP addresses: every packet goes through a real TURN server, and no other candidate is even relayed.
 * @needs chromium, turnserver
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { freePort } from '../support/free-port.mjs';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { Visitor } from '../support/visitor.js';

const TURN_SECRET = '0f3b9a7c5d1e2f4a6b8c0d2e4f6a8b0c';

let coturn: ChildProcess;
let server: RunningServer | undefined;
let turn: Record<string, string>;
let browser: Browser;

beforeAll(async () => {
  const port = await freePort();
  coturn = spawn(
    'turnserver',
    [
      '-n',
      '--log-file=stdout',
      '--listening-ip=127.0.0.1',
      '--relay-ip=127.0.0.1',
      `--listening-port=${port}`,
      '--min-port=49360',
      '--max-port=49559',
      '--fingerprint',
      '--use-auth-secret',
      `--static-auth-secret=${TURN_SECRET}`,
      '--realm=turn.test',
      '--allow-loopback-peers',
      '--no-cli',
      '--no-tls',
      '--no-dtls',
      '--no-multicast-peers',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  for await (const line of createInterface({ input: coturn.stdout! }))
    if (line.includes('IO method (auth thread)')) break;
  coturn.stdout!.resume();
  turn = { TURN_URLS: `turn:127.0.0.1:${port}?transport=udp`, TURN_SECRET };
  browser = await launchChromium();
});

afterEach(() => server?.stop());

afterAll(async () => {
  await browser?.close();
  coturn.kill('SIGTERM');
  await once(coturn, 'exit');
});

test.each([
  ['everybody may have credentials, so the offer is early', 'false'],
  ['credentials come with the call, and the offer after it', 'true'],
])('media flows both ways through the TURN server and on no other way; %s', async (_name, onlyInCalls) => {
  const settings = {
    ...turn,
    PORT: String(await freePort()),
    RELAY_ONLY: 'true',
    TURN_ONLY_IN_CALLS: onlyInCalls,
  };
  server = await startServer({ ...(await stores()), ...settings });
  const [ana, ben] = [
    await Visitor.arrives(browser, 'ana', server.url),
    await Visitor.arrives(browser, 'ben', server.url),
  ];
  await ana.registers();
  await ben.registers();
  await ana.rings(ben, 'audio');
  await ben.accepts();
  for (const person of [ana, ben]) {
    await person.sees('in-call');
    const first = await person.receives('audio');
    expect(await person.receives('audio', first)).toBeGreaterThan(first);
    expect(await person.candidateType()).toBe('relay');
  }
  await ana.clicks('hangup');
  await ben.element('in-call').waitFor({ state: 'detached' });
});
