/** SIGTERM ends an instance in order: sockets are asked to reconnect, requests in flight finish. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { aUser } from '../support/client.js';
import { startServer, stores } from '../support/server.mjs';

test('sockets are asked to come back, and the process ends with 0', async () => {
  const server = await startServer(await stores());
  const ana = await aUser('ana', server.url);
  await ana.connect();

  const stopped = server.stop();

  await expect(ana.receives('session:ended')).resolves.toMatchObject({ closeCode: 4503, reconnect: true });
  await ana.disconnected();
  await expect(stopped).resolves.toBe(0);
  expect(server.log()).not.toContain('did not finish in time');
});

test('a request in flight is answered, a new connection is not', async () => {
  const server = await startServer(await stores());
  const body = JSON.stringify({ displayName: 'slow' });
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  const answer = read(socket);
  // The head and half of the body: the request is in flight until the rest arrives.
  socket.write(
    `POST /api/auth/guest HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body.slice(0, 5)}`,
  );
  // An answered request on another connection: the server has read the earlier bytes.
  await fetch(`${server.url}/api/health/live`);

  const stopped = server.stop();
  await until(() => server.log().includes('shutting down'));
  socket.write(body.slice(5));

  expect(await answer).toMatch(/^HTTP\/1\.1 201 /);
  await expect(stopped).resolves.toBe(0);
  expect(server.log()).not.toContain('did not finish in time');
});

function read(socket: ReturnType<typeof connect>): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return once(socket, 'close').then(() => text);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
