/** Uploads with a wrong type, with hidden content, or made to crash the decoder. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Media } from '../../src/media/media.protocol.js';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aMovingPicture, aPhoto, aPicture, aPngBomb } from '../support/images.js';
import { opens, uploads, wears } from '../support/media.js';
import { answer, refusal } from '../support/rest.js';
import { type RunningServer, startServer, stores, temporaryFolder } from '../support/server.mjs';
import { expectUnharmed } from './bystanders.js';

const SCRIPT = '<script>alert(document.domain)</script>';
const dataDir = temporaryFolder('media');
let server: RunningServer;
let eve: Device;
let bystander: Device;

beforeAll(async () => {
  server = await startServer({ ...(await stores()), DATA_DIR: dataDir });
});
beforeEach(async () => {
  eve = await aUser('eve', server.url);
  bystander = await aUser('ben', server.url);
  await bystander.connect();
});

const send = (bytes: Buffer, options: { filename: string; contentType?: string }) =>
  eve.rest.post('/api/media').attach('file', bytes, options);

describe('what is no image, whatever it is called', () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${SCRIPT}</svg>`;
  test.each([
    ['a page', Buffer.from(`<!doctype html>${SCRIPT}`)],
    ['a script', Buffer.from('alert(1)')],
    ['SVG', Buffer.from(svg)],
    ['SVG behind an XML declaration', Buffer.from(`<?xml version="1.0"?>\n${svg}`)],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj')],
    ['a ZIP', Buffer.from('504b0304140000000000', 'hex')],
    ['a program', Buffer.from('7f454c4602010100', 'hex')],
    ['the first bytes of a PNG only', Buffer.from('89504e47', 'hex')],
    ['nothing but zeros', Buffer.alloc(4096)],
  ])('%s is refused', async (_name, bytes) => {
    for (const options of [
      { filename: 'picture.png', contentType: 'image/png' },
      { filename: 'picture.svg', contentType: 'image/svg+xml' },
      { filename: 'picture.gif', contentType: 'image/gif' },
    ])
      for (const request of [
        send(bytes, options),
        eve.rest.put('/api/profile/avatar').attach('file', bytes, options),
      ]) {
        const problem = await refusal(request, 415);
        expect(problem).toMatchObject({ code: 'unsupported_media_type', errors: [{ path: 'file' }] });
      }
    await expectUnharmed(server.url, bystander);
  });

  test.each(['tiff', 'avif'] as const)('%s is an image that nobody has to show', async (format) => {
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .toFormat(format)
      .toBuffer();
    expect((await refusal(send(bytes, { filename: 'a.png' }), 415)).code).toBe('unsupported_media_type');
  });
});

describe('an image that says it is something else', () => {
  test.each([
    { filename: 'page.html', contentType: 'text/html' },
    { filename: 'script.js', contentType: 'text/javascript' },
    { filename: 'picture.svg', contentType: 'image/svg+xml' },
  ])('$filename is what it is', async (options) => {
    const { body } = await answer<Media>(send(await aPicture('jpeg'), options).expect(201));
    expect(body.contentType).toBe('image/jpeg');
    expect((await opens(server.url + body.url)).headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': `inline; filename="${body.id}.jpeg"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
  });
});

describe('an image that is something else besides', () => {
  const behind = async (format: 'png' | 'gif' | 'jpeg' | 'webp', tail: Buffer) =>
    Buffer.concat([await aPicture(format), tail]);
  const comment = async () => {
    const jpeg = await aPicture('jpeg');
    const text = Buffer.from(`*/alert(1)/*${SCRIPT}`);
    const segment = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
    return Buffer.concat([jpeg.subarray(0, 2), segment, text, jpeg.subarray(2)]);
  };
  test.each<[string, () => Promise<Buffer>]>([
    ['PNG with a page behind it', () => behind('png', Buffer.from(SCRIPT))],
    ['GIF with a script behind it', () => behind('gif', Buffer.from(`*/=1;alert(1)//${SCRIPT}`))],
    ['WebP with a page behind it', () => behind('webp', Buffer.from(SCRIPT))],
    ['JPEG with a ZIP behind it', () => behind('jpeg', Buffer.from(`PK\x03\x04${SCRIPT}`, 'latin1'))],
    ['JPEG with a page in a comment', comment],
  ])('%s loses it', async (_name, make) => {
    const polyglot = await make();
    expect(polyglot.includes(SCRIPT)).toBe(true);
    const media = await uploads(eve, polyglot);
    const avatar = await wears(eve, polyglot);
    for (const url of [media.url, avatar]) {
      const { status, bytes } = await opens(server.url + url);
      expect(status).toBe(200);
      expect(bytes.includes('alert')).toBe(false);
    }
  });

  test('a script with the head of a GIF is no GIF', async () => {
    const bytes = Buffer.from(`GIF89a/*\0\0\0\0*/=1;alert(1)//${SCRIPT}`);
    const problem = await refusal(send(bytes, { filename: 'a.gif' }), 422);
    expect(problem).toMatchObject({ code: 'image_unreadable', errors: [{ path: 'file' }] });
  });

  test('a photograph does not say where it was taken', async () => {
    const photo = await aPhoto();
    expect((await sharp(photo).metadata()).exif!.includes('SpyCam')).toBe(true);
    const media = await uploads(eve, photo);
    const avatar = await wears(eve, photo);
    for (const url of [media.url, avatar]) {
      const { bytes } = await opens(server.url + url);
      const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
      expect([exif, xmp, iptc, orientation]).toEqual([undefined, undefined, undefined, undefined]);
      expect(bytes.includes('SpyCam')).toBe(false);
    }
  });
});

describe('what unpacks to more than anybody can hold', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, RegExp]>([
    ['30,000 by 30,000 pixels in a few bytes', () => aPngBomb(30_000, 30_000), /pixels: 50000000 may/],
    ['a line that is a million pixels long', () => aPngBomb(900_000, 60), /pixels: 50000000 may/],
    ['a thousand pixels more than the limit', () => aPngBomb(50_001, 1000), /pixels: 50000000 may/],
    ['too many frames', () => aMovingPicture(201), /201 frames; it may have 200/],
  ])('%s', async (_name, make, says) => {
    const bomb = await make();
    expect(bomb.length).toBeLessThan(1_000_000);
    const problem = await refusal(send(bomb, { filename: 'a.png' }), 422);
    expect(problem).toMatchObject({
      code: 'image_too_large',
      detail: expect.stringMatching(says),
      errors: [{ path: 'file', message: expect.stringMatching(says) }],
    });
    await expectUnharmed(server.url, bystander);
  });

  test('a body that never says how long it is', async () => {
    const got = await raw(server, eve, {
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: [Buffer.from(opening('file')), Buffer.alloc(9_000_000)],
    });
    expect(got).toMatchObject({ status: 413, problem: { code: 'payload_too_large' } });
    await expectUnharmed(server.url, bystander);
  });
});

describe('file names', () => {
  test.each([
    '../../../../../../tmp/evil.png',
    '..\\..\\evil.png',
    '/etc/passwd',
    'C:\\evil.png',
    'evil.png%00.html',
    'a'.repeat(3000),
    '; filename=evil.html',
    '.htaccess',
    'CON',
    '\u202egnp.exe',
  ])('%s is not looked at', async (filename) => {
    const { body } = await answer<Media>(send(await aPicture(), { filename }).expect(201));
    const { headers } = await opens(server.url + body.url);
    expect(headers['content-disposition']).toBe(`inline; filename="${body.id}.png"`);
    const files = await readdir(path.join(dataDir, 'media'), { recursive: true });
    expect(files).toContain(path.join(body.id.slice(0, 2), body.id));
    expect(files.filter((file) => !/^[0-9a-f]{2}(\/[0-9a-f-]{36})?$/.test(file))).toEqual([]);
    expect(existsSync('/tmp/evil.png')).toBe(false);
  });
});

describe('what is not multipart', () => {
  const type = 'multipart/form-data; boundary=x';
  test.each<[string, string, string, number]>([
    ['nothing', type, '', 400],
    ['no end', type, opening('file'), 400],
    ['another boundary', type, opening('file').replace('--x', '--y'), 400],
    ['no boundary', 'multipart/form-data', opening('file'), 400],
    ['an empty boundary', 'multipart/form-data; boundary=', opening('file'), 400],
    ['a boundary of a thousand letters', `multipart/form-data; boundary=${'x'.repeat(1000)}`, '--x--', 400],
    ['only an end', type, '--x--\r\n', 400],
    ['a part without a name', type, '--x\r\nContent-Type: image/png\r\n\r\na\r\n--x--\r\n', 400],
    ['a name that every object has', type, `${opening('__proto__')}a\r\n--x--\r\n`, 400],
    ['another such name', type, `${opening('constructor')}a\r\n--x--\r\n`, 400],
    ['a header that never ends', type, `--x\r\nContent-Disposition: ${'a'.repeat(100_000)}`, 400],
    ['a thousand headers', type, `--x\r\n${'A: b\r\n'.repeat(1000)}\r\na\r\n--x--\r\n`, 400],
    [
      'a thousand fields',
      type,
      '--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n'.repeat(1000),
      400,
    ],
    ['a thousand files', type, `${opening('file')}a\r\n`.repeat(1000) + '--x--\r\n', 400],
    ['mixed', 'multipart/mixed; boundary=x', opening('file'), 415],
    ['a form', 'application/x-www-form-urlencoded', 'file=a', 415],
    ['bytes', 'image/png', 'a', 415],
  ])('%s', async (_name, contentType, body, status) => {
    for (const target of ['PUT /api/profile/avatar', 'POST /api/media'] as const) {
      const got = await raw(server, eve, { target, headers: { 'content-type': contentType }, body: [body] });
      expect({ ...got, target }).toMatchObject({
        target,
        status,
        problem: { code: expect.stringMatching(/^[a-z_]+$/) },
      });
    }
    await expectUnharmed(server.url, bystander);
  });
});

test('a crowd of slow uploads keeps only its senders waiting; a client that hangs up makes room', async () => {
  const crawl = () => {
    const request = begin(server, eve);
    request.on('error', () => undefined).write(opening('file'));
    return request;
  };
  const slow = Array.from({ length: 10 }, crawl);
  const picture = await aPicture();
  const ask = (device: Device) => device.rest.post('/api/media').attach('file', picture, 'a.png');
  const refused = await eventually(
    () => ask(eve),
    ({ status }) => status === 429,
  );
  expect(refused.body).toMatchObject({ code: 'too_many_uploads', retryable: true });
  expect(refused.headers).toHaveProperty('retry-after');
  await ask(bystander).expect(201);
  await expectUnharmed(server.url, bystander);

  slow.forEach((request) => request.destroy());

  await eventually(
    () => ask(eve),
    ({ status }) => status === 201,
  );
});

test('the log has no error', () => {
  expect(
    server
      .log()
      .split('\n')
      .filter((line) => line.includes('"level":"error"')),
  ).toEqual([]);
});

function opening(name: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"; filename="a.png"\r\n\r\n`;
}

type Target = 'PUT /api/profile/avatar' | 'POST /api/media';

function begin(
  { port }: RunningServer,
  device: Device,
  target: Target = 'POST /api/media',
  headers: Record<string, string> = { 'content-type': 'multipart/form-data; boundary=x' },
): http.ClientRequest {
  const [method, at] = target.split(' ');
  const authorization = `Bearer ${device.accessToken}`;
  return http.request({
    host: '127.0.0.1',
    port,
    method,
    path: at,
    agent: false,
    headers: { authorization, ...headers },
  });
}

/** A request with a body past every encoder. */
function raw(
  at: RunningServer,
  device: Device,
  { target, headers, body }: { target?: Target; headers: Record<string, string>; body: (string | Buffer)[] },
): Promise<{ status: number; problem: Problem }> {
  return new Promise((resolve, reject) => {
    const request = begin(at, device, target, headers);
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode!, problem: JSON.parse(text) as Problem }),
      );
    });
    for (const piece of body) request.write(piece);
    request.end();
  });
}
