/** Clients on poor networks, and clients that pretend to be: no other client waits for them, and their bytes are bounded. */
import http from 'node:http';
import { describe, expect, test } from '@jest/globals';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aPicture } from '../support/images.js';
import { uploads } from '../support/media.js';
import { type RunningServer, startServer, stores, temporaryFolder } from '../support/server.mjs';

const serving = async (env: Record<string, string>) =>
  startServer({ ...(await stores()), DATA_DIR: temporaryFolder('media'), ...env });

const HEAD = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';

/** An upload that the test continues step by step, and its answer. */
function begin({ port }: RunningServer, device: Device) {
  const request = http.request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: '/api/media',
    agent: false,
    headers: {
      authorization: `Bearer ${device.accessToken}`,
      'content-type': 'multipart/form-data; boundary=x',
    },
  });
  const answered = new Promise<Pick<Problem, 'code' | 'status' | 'retryable'>>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(JSON.parse(text) as Problem));
    });
  });
  answered.catch(() => undefined);
  request.write(HEAD);
  return { request, answered };
}

describe('an upload', () => {
  test('that stalls ends with a code, that of somebody slow does not', async () => {
    const server = await serving({ MEDIA_STALL_S: '3', MEDIA_MIN_BYTES_PER_S: '20' });
    const ana = await aUser('ana', server.url);
    const [never, stalled, slow] = [begin(server, ana), begin(server, ana), begin(server, ana)];
    stalled.request.write(Buffer.alloc(5000));
    const picture = await aPicture('png', 300, 200);
    let sent = 0;
    const pulse = setInterval(() => {
      slow.request.write(picture.subarray(sent, (sent += Math.ceil(picture.length / 30))));
      if (sent < picture.length) return;
      clearInterval(pulse);
      slow.request.end('\r\n--x--\r\n');
    }, 200);
    for (const { answered } of [never, stalled])
      expect(await answered).toMatchObject({ status: 408, code: 'upload_stalled', retryable: true });
    expect(await slow.answered).toMatchObject({ contentType: 'image/png', width: 300 });
    await uploads(ana, picture);
  });

  test('that crawls ends with a code', async () => {
    const server = await serving({ MEDIA_STALL_S: '5', MEDIA_MIN_BYTES_PER_S: '1000' });
    const crawling = begin(server, await aUser('ana', server.url));
    const pulse = setInterval(() => crawling.request.write(Buffer.alloc(10)), 500);
    expect(await crawling.answered).toMatchObject({ status: 408, code: 'upload_too_slow', retryable: true });
    clearInterval(pulse);
  });
});

test('bytes that wait are bounded: where there is no room, the slowest come again and others get through', async () => {
  const MOST = 16 * 100_000;
  const server = await serving({
    MEDIA_MAX_BYTES: '100000',
    MEDIA_STALL_S: '300',
    MEDIA_MIN_BYTES_PER_S: '0',
  });
  const people = await Promise.all([1, 2].map(() => aUser('slow', server.url)));
  const all = people.flatMap((device) => Array.from({ length: 10 }, () => begin(server, device)));
  for (const { request } of all) request.write(Buffer.alloc(95_000));
  const refused = await Promise.race(all.map(({ answered }) => answered));
  expect(refused).toMatchObject({ status: 503, code: 'media_busy', retryable: true });
  const arriving = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/^media_bytes_arriving (\d+)$/m.exec(text)![1]);
  };
  expect(await arriving()).toBeLessThanOrEqual(MOST);
  const ben = await aUser('ben', server.url);
  const picture = await aPicture('png', 200, 200);
  const ask = () => ben.rest.post('/api/media').attach('file', picture, 'a.png');
  await eventually(ask, ({ status }) => status === 201);
  expect(await arriving()).toBeLessThanOrEqual(MOST);
  for (const { request } of all) request.destroy();
  await eventually(arriving, (bytes) => bytes === 0);
});
