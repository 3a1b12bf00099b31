/** Unparseable requests are refused in the same form as others, and do not affect other clients. */
import net from 'node:net';
import { beforeAll, expect, test } from '@jest/globals';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { aUser, type Device } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { expectUnharmed } from './bystanders.js';

let bystander: Device;

beforeAll(async () => {
  bystander = await aUser('ben', instanceUrl());
  await bystander.connect();
});

/** Everything that the server says before it closes the connection. */
function say(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = net.connect(Number(new URL(instanceUrl()).port), '127.0.0.1', () =>
      socket.write(bytes, 'latin1'),
    );
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });
}

const head = (...lines: string[]) =>
  `${['GET /api/health/live HTTP/1.1', 'Host: x', 'Connection: close', ...lines].join('\r\n')}\r\n\r\n`;

test.each<[string, string, number, string]>([
  ['noise', '\x16\x03\x01\x02\x00\x01\xfc\r\n\r\n', 400, 'bad_request'],
  ['an unknown method', 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'bad_request'],
  ['a path with a space', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'bad_request'],
  ['two lengths', head('Content-Length: 1', 'Content-Length: 2'), 400, 'bad_request'],
  ['a length and chunks', head('Content-Length: 3', 'Transfer-Encoding: chunked'), 400, 'bad_request'],
  ['a header with a NUL', head('X-Name: a\0b'), 400, 'bad_request'],
  ['headers without end', head(`X-Name: ${'x'.repeat(20_000)}`), 431, 'headers_too_large'],
])('%s', async (_name, bytes, status, code) => {
  const heard = await say(bytes);
  expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(heard).toMatch(/^content-type: application\/problem\+json/im);
  expect(heard).toMatch(/^connection: close/im);
  const problem = JSON.parse(heard.split('\r\n\r\n')[1]!) as Problem;
  expect(problem).toMatchObject({ status, code, requestId: expect.any(String) });
  await expectUnharmed(instanceUrl(), bystander);
});

test('an expectation that nobody knows is ignored', async () => {
  expect(await say(head('Expect: a-miracle'))).toMatch(/^HTTP\/1\.1 200 /);
});
