/** @needs nginx openssl */
/** Media behind the proxy: two instances decide, nginx sends. */
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Media } from '../../src/media/media.protocol.js';
import { aPicture, aPngBomb } from '../support/images.js';
import { temporaryFolder } from '../support/server.mjs';
import { ask } from './https-client.js';
import { type Deployment, newcomer, startDeployment } from './two-instances.js';

const BOUNDARY = 'a-boundary';
let deployment: Deployment;
let accessToken: string;

beforeAll(async () => {
  const dataDir = temporaryFolder('media');
  // Workers of nginx run as another user.
  for (const folder of [dataDir, path.dirname(dataDir)]) await chmod(folder, 0o755);
  deployment = await startDeployment(
    { DATA_DIR: dataDir, MEDIA_MODE: 'accel' },
    { mediaDir: path.join(dataDir, 'media') },
  );
  accessToken = (await newcomer(deployment.proxy, 'ana')).accessToken;
});
afterAll(() => deployment.stop());

function upload(picture: Buffer) {
  return ask(deployment.proxy.httpsPort, {
    method: 'POST',
    path: '/api/media',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    },
    body: Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n`),
      picture,
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ]),
  });
}

const get = (at: string, headers: Record<string, string> = {}, method = 'GET') =>
  ask(deployment.proxy.httpsPort, { method, path: at, headers });

test('a picture larger than other bodies may be comes through, and back from nginx', async () => {
  const noise = sharp({
    create: {
      width: 900,
      height: 900,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  });
  const picture = await noise.png().toBuffer();
  expect(picture.length).toBeGreaterThan(1024 * 1024);
  const answered = await upload(picture);
  expect(answered.status).toBe(201);
  const media = JSON.parse(answered.body) as Media;

  for (const server of deployment.servers) {
    const cookie = `ringline_route=${await deployment.routeTo(server)}`;
    const { status, headers } = await get(media.url, { cookie });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(media.bytes),
      'content-disposition': `inline; filename="${media.id}.png"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': expect.stringMatching(/^private, max-age=\d+, immutable$/),
      etag: `"${media.id}"`,
    });
    expect(headers).not.toHaveProperty('x-accel-redirect');
    for (const name of ['content-security-policy', 'x-content-type-options', 'cache-control', 'x-request-id'])
      expect(String(headers[name])).not.toContain(`${String(headers[name])}, `);
  }
  const part = await get(media.url, { range: 'bytes=0-7' });
  expect(part).toMatchObject({
    status: 206,
    headers: { 'content-range': `bytes 0-7/${media.bytes}`, 'content-length': '8' },
  });
  expect(part.body).toContain('PNG');
  expect(await get(media.url, { range: `bytes=${media.bytes}-` })).toMatchObject({ status: 416 });
  expect(await get(media.url, {}, 'HEAD')).toMatchObject({
    status: 200,
    headers: { 'content-length': String(media.bytes) },
  });
  expect(await get(media.url, { 'if-none-match': `"${media.id}"` })).toMatchObject({ status: 304 });
});

describe('nobody comes past the server', () => {
  test('neither by the internal URL, nor with a bad signature, nor with a header', async () => {
    const media = JSON.parse((await upload(await aPicture())).body) as Media;
    const file = `/protected-media/${media.id.slice(0, 2)}/${media.id}`;
    for (const at of [
      file,
      `/${file}`,
      `/x/..${file}`,
      file.replace('p', '%70'),
      '/protected-media/',
      '/protected-media',
    ])
      expect((await get(at)).status).toBe(404);
    expect((await get(file, { 'x-accel-redirect': file })).status).toBe(404);
    const refused = await get(`${media.url}A`);
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'media_signature_invalid' });
  });
});

test('what the server refuses reads the same through nginx', async () => {
  const bomb = await upload(aPngBomb(30_000, 30_000));
  expect([bomb.status, JSON.parse(bomb.body)]).toMatchObject([422, { code: 'image_too_large' }]);
  const huge = await upload(Buffer.alloc(9 * 1024 * 1024));
  expect([huge.status, JSON.parse(huge.body)]).toMatchObject([413, { code: 'payload_too_large' }]);
});
