/**
 * Where LiveKit carries voice channels, the page connects there, and says so when it cannot. The media server here only records
 * the connection attempts: the rest is LiveKit's own.
 * @needs chromium
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TokenVerifier } from 'livekit-server-sdk';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { startServer, stores } from '../support/server.mjs';
import { Visitor } from '../support/visitor.js';

const KEY = 'a-key';
const SECRET = 'a-secret-of-at-least-thirty-two-characters';

let browser: Browser;
let mediaServer: Server;
let url: string;
const knocks: URL[] = [];

beforeAll(async () => {
  mediaServer = createServer((_, response) => {
    response.writeHead(503, { 'access-control-allow-origin': '*' }).end();
  });
  mediaServer.on('upgrade', (request, socket) => {
    knocks.push(new URL(request.url!, 'ws://media'));
    socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
  });
  mediaServer.listen(0, '127.0.0.1');
  await once(mediaServer, 'listening');
  const LIVEKIT_URL = `ws://127.0.0.1:${(mediaServer.address() as AddressInfo).port}`;
  const livekit = { LIVEKIT_URL, LIVEKIT_API_KEY: KEY, LIVEKIT_API_SECRET: SECRET };
  ({ url } = await startServer({ ...(await stores()), ...livekit }));
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  mediaServer.close();
});

test('the page knocks at LiveKit with a token for this room and this person', async () => {
  const ana = await Visitor.arrives(browser, 'ana', url);
  await ana.registers();
  await ana.joinsVoice('public');
  const [knock] = await eventually(
    () => knocks,
    (heard) => heard.length > 0,
  );
  const claims = await new TokenVerifier(KEY, SECRET).verify(knock!.searchParams.get('access_token')!);
  expect(claims.name).toBe(ana.username);
  expect(claims.video).toMatchObject({ roomJoin: true, canPublish: true });
  await ana.page.getByText('The media server could not be reached.').waitFor();
  expect(ana.complaints.join(' ')).not.toContain('Content Security Policy');
});
