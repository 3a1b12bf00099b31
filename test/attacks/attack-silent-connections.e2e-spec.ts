/** Connections that send nothing, or never finish a request, are closed without the help of a proxy. */
import net from 'node:net';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { aUser } from '../support/client.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { expectUnharmed } from './bystanders.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(await stores());
});

/** Says this much, reads everything and waits until the server has had enough. */
function says(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(text));
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

const POST = 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const UPGRADE =
  'HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';

describe('a connection', () => {
  test.concurrent.each([
    ['that says nothing', '', /^(HTTP\/1\.1 408 |$)/],
    ['that has begun a request', 'GET / HT', /^HTTP\/1\.1 408 /],
    ['that never ends its headers', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n', /^HTTP\/1\.1 408 /],
    ['that never sends its body', `${POST}Content-Length: 100\r\n\r\n`, /^HTTP\/1\.1 408 .*request_timeout/s],
    ['whose body stops', `${POST}Transfer-Encoding: chunked\r\n\r\n5\r\n{"log\r\n`, /^HTTP\/1\.1 408 /],
    [
      'that keeps alive and goes silent',
      'GET /api/health/live HTTP/1.1\r\nHost: x\r\n\r\n',
      /^HTTP\/1\.1 200 /,
    ],
    [
      'that becomes a WebSocket and says nothing',
      `GET /socket.io/?EIO=4&transport=websocket ${UPGRADE}`,
      /101/,
    ],
    ['that becomes one elsewhere', `GET /elsewhere ${UPGRADE}`, /^/],
  ])('%s is ended', async (_what, text, heard) => {
    expect(await says(text)).toMatch(heard);
  });

  test.concurrent('whose body of long polling stops is ended', async () => {
    const opened = await (await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    const at = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    const { accessToken: token } = await aUser('ana', server.url);
    await fetch(server.url + at, { method: 'POST', body: `40${JSON.stringify({ token })}` });
    const stopped = `POST ${at} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n4`;
    expect(await says(stopped)).toMatch(/^HTTP\/1\.1 408 /);
  });
});

test('everybody else is served', async () => {
  await expectUnharmed(server.url);
});
