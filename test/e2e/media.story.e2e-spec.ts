/** Pictures: uploaded, shown by a URL that expires, and deleted at the end of their retention. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import supertest from 'supertest';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import type { PersonalExport } from '../../src/accounts/accounts.protocol.js';
import type { Media } from '../../src/media/media.protocol.js';
import type { PublicUser } from '../../src/users/users.protocol.js';
import { aGuest, aUser, PASSWORD } from '../support/client.js';
import { aMovingPicture, aPhoto, aPicture } from '../support/images.js';
import { instanceUrl, instanceUrls } from '../support/instances.js';
import { opens, uploads, wears } from '../support/media.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';

const here = (path: string) => instanceUrl() + path;

describe('an avatar', () => {
  test('shows ana to everybody, on every instance, and goes when she takes it away', async () => {
    const ana = await aUser('ana');
    const ben = await aUser('ben');
    const url = await wears(ana, await aPhoto());
    const { body: seen } = await answer<PublicUser>(ben.rest.get(`/api/users/${ana.id}`).expect(200));
    expect(seen.avatarUrl).toMatch(/^\/api\/media\/[0-9a-f-]{36}\?exp=\d+&sig=[\w-]{43}$/);
    expect(seen.avatarUrl!.split('?')[0]).toBe(url.split('?')[0]);
    for (const instance of instanceUrls()) {
      const { status, headers, bytes } = await opens(instance + seen.avatarUrl!);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'image/webp',
        'content-length': String(bytes.length),
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
        'content-disposition': expect.stringMatching(/^inline; filename="[0-9a-f-]{36}\.webp"$/),
        'cache-control': expect.stringMatching(/^private, max-age=\d+, immutable$/),
      });
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 512, height: 512 });
    }

    await ana.rest.delete('/api/profile/avatar').expect(204);
    await ana.rest.delete('/api/profile/avatar').expect(204);
    expect((await ben.rest.get(`/api/users/${ana.id}`)).body).toMatchObject({ avatarUrl: null });
    expect(await opens(here(url))).toMatchObject({ status: 404, code: 'media_not_found' });
  });

  test('takes the place of the one before, also when two come at once', async () => {
    const ana = await aUser('ana');
    const first = await wears(ana, await aPicture('png'));
    const both = await Promise.all([wears(ana, await aPicture('jpeg')), wears(ana, await aPicture('webp'))]);
    expect((await opens(here(first))).status).toBe(404);
    const { body } = await answer<PublicUser>(ana.rest.get('/api/profile').expect(200));
    const left = both.filter((url) => url.split('?')[0] === body.avatarUrl!.split('?')[0]);
    expect(left).toHaveLength(1);
    expect(await Promise.all(both.map(async (url) => (await opens(here(url))).status))).toEqual(
      both.map((url) => (url === left[0] ? 200 : 404)),
    );
  });

  test('is not for guests', async () => {
    const gus = await aGuest('Gus');
    const picture = await aPicture();
    for (const request of [gus.rest.put('/api/profile/avatar'), gus.rest.post('/api/media')])
      expect((await refusal(request.attach('file', picture, 'a.png'), 403)).code).toBe('guest_not_allowed');
  });

  test('goes with the account', async () => {
    const ana = await aUser('ana');
    const ben = await aUser('ben');
    const url = await wears(ana, await aPicture());
    const media = await uploads(ana, await aPicture());
    await ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
    await ben.rest.get(`/api/users/${ana.id}`).expect(404);
    for (const address of [url, media.url]) expect((await opens(here(address))).status).toBe(404);
  });
});

describe('an upload', () => {
  test('is answered with what became of it', async () => {
    const ana = await aUser('ana');
    const media = await uploads(ana, await aPhoto());
    expect(media).toEqual({
      id: expect.any(String),
      url: expect.stringContaining(`/api/media/${media.id}?`),
      contentType: 'image/jpeg',
      bytes: expect.any(Number),
      // Turned upright.
      width: 40,
      height: 60,
      createdAt: expect.any(String),
    });
    const { bytes } = await opens(here(media.url));
    expect(bytes).toHaveLength(media.bytes);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 40, height: 60 });
  });

  test.each(['jpeg', 'png', 'webp', 'gif'] as const)('stays %s', async (format) => {
    const ana = await aUser('ana');
    const media = await uploads(ana, await aPicture(format));
    expect(media).toMatchObject({ contentType: `image/${format}`, width: 60, height: 40 });
    expect((await sharp((await opens(here(media.url))).bytes).metadata()).format).toBe(format);
  });

  test('that moves goes on moving', async () => {
    const ana = await aUser('ana');
    const media = await uploads(ana, await aMovingPicture(3));
    expect(media).toMatchObject({ contentType: 'image/gif', width: 20, height: 10 });
    const { bytes } = await opens(here(media.url));
    expect(await sharp(bytes, { animated: true }).metadata()).toMatchObject({ pages: 3 });
  });

  test('that is larger than a screen is made smaller', async () => {
    const ana = await aUser('ana');
    const media = await uploads(ana, await aPicture('png', 5000, 2000));
    expect(media).toMatchObject({ width: 4096, height: 1638 });
  });

  test.each([
    ['a screenshot of a whole page', 400, 12_000, 400, 12_000],
    ['a longer one', 300, 20_000, 246, 16_383],
    ['a panorama', 9000, 300, 9000, 300],
    ['one with very many pixels', 2000, 12_000, 1672, 10_033],
  ])('that is long stays legible: %s', async (_what, width, height, newWidth, newHeight) => {
    const ana = await aUser('ana');
    const media = await uploads(ana, await aPicture('png', width, height));
    expect(media).toMatchObject({ width: newWidth, height: newHeight });
  });

  test.each([0, 1, 2, 17])('that moves %i times goes on doing so, at its pace', async (loop) => {
    const ana = await aUser('ana');
    const given = await sharp(await aMovingPicture(3), { animated: true })
      .gif({ loop, delay: [100, 250, 400] })
      .toBuffer();
    const { bytes } = await opens(here((await uploads(ana, given)).url));
    expect(await sharp(bytes).metadata()).toMatchObject({ pages: 3, loop, delay: [100, 250, 400] });
  });

  test('needs no file name', async () => {
    const ana = await aUser('ana');
    const boundary = 'b0undary';
    const send = async (disposition: string) => {
      const head = `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n`;
      const response = await fetch(here('/api/media'), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ana.accessToken}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
        body: Buffer.concat([Buffer.from(head), await aPicture(), Buffer.from(`\r\n--${boundary}--\r\n`)]),
      });
      return { status: response.status, body: (await response.json()) as Problem & Media };
    };
    expect(await send('name="file"')).toMatchObject({ status: 201, body: { width: 60, height: 40 } });
    expect(await send('name=file')).toMatchObject({ status: 201 });
    expect(await send('name="picture"')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'picture', code: 'unknown_field' }] },
    });
  });

  test('can be read in parts, asked about, and kept', async () => {
    const ana = await aUser('ana');
    const media = await uploads(ana, await aPicture('png', 300, 200));
    const url = here(media.url);
    const whole = await opens(url);
    expect(whole.headers['accept-ranges']).toBe('bytes');
    const part = await opens(url, { headers: { range: 'bytes=10-19' } });
    expect(part).toMatchObject({
      status: 206,
      headers: { 'content-range': `bytes 10-19/${media.bytes}`, 'content-length': '10' },
    });
    expect(part.bytes).toEqual(whole.bytes.subarray(10, 20));
    const end = await opens(url, { headers: { range: 'bytes=-5' } });
    expect(end.bytes).toEqual(whole.bytes.subarray(-5));
    expect(await opens(url, { headers: { range: 'bytes=0-1,4-5' } })).toMatchObject({ status: 200 });
    expect(await opens(url, { headers: { range: `bytes=${media.bytes}-` } })).toMatchObject({
      status: 416,
      code: 'range_not_satisfiable',
      headers: { 'content-range': `bytes */${media.bytes}` },
    });
    expect(await opens(url, { method: 'HEAD' })).toMatchObject({
      status: 200,
      headers: { 'content-length': String(media.bytes), 'content-type': 'image/png' },
    });
    expect(await opens(url, { headers: { 'if-none-match': whole.headers.etag! } })).toMatchObject({
      status: 304,
    });
    expect(await opens(url, { method: 'POST' })).toMatchObject({ status: 405, code: 'method_not_allowed' });
  });

  test('can be taken back by its author, and by nobody else', async () => {
    const ana = await aUser('ana');
    const ben = await aUser('ben');
    const media = await uploads(ana, await aPicture());
    const path = `/api/media/${media.id}`;
    expect((await refusal(ben.rest.delete(path), 404)).code).toBe('media_not_found');
    expect((await refusal(supertest(ana.url).delete(path), 401)).code).toBe('token_missing');
    await ana.rest.delete(path).expect(204);
    expect((await refusal(ana.rest.delete(path), 404)).code).toBe('media_not_found');
    expect((await opens(here(media.url))).status).toBe(404);
    expect((await refusal(ana.rest.delete('/api/media/me'), 400)).errors).toMatchObject([{ path: 'id' }]);
  });

  test('that something shows is taken away by a moderator only, which is put on record', async () => {
    const ana = await aUser('ana');
    const admin = await aUser('admin');
    await grant(admin, 'admin');
    const url = await wears(ana, await aPicture());
    const path = url.split('?')[0]!;
    expect((await refusal(ana.rest.delete(path), 409)).code).toBe('media_in_use');
    await admin.rest.delete(path).expect(204);
    expect((await opens(here(url))).status).toBe(404);
    const log = await admin.rest.get(`/api/admin/audit?subjectId=${ana.id}&event=authz_admin`).expect(200);
    expect(log.body).toMatchObject({
      items: [{ reason: 'media_removed', actorId: admin.id, details: { mediaId: path.split('/').at(-1) } }],
    });
  });

  test('is in the export', async () => {
    const ana = await aUser('ana');
    const media = await uploads(ana, await aPicture());
    const { body } = await answer<PersonalExport>(ana.rest.get('/api/profile/export').expect(200));
    const [exported] = body.media as Media[];
    expect(exported).toMatchObject({ id: media.id, bytes: media.bytes });
    expect((await opens(here(exported!.url))).status).toBe(200);
  });
});

describe('refused is', () => {
  const paths = [
    ['put', '/api/profile/avatar'],
    ['post', '/api/media'],
  ] as const;

  test.each(paths)('%s %s without a token, without a file, or with something else', async (method, path) => {
    const ana = await aUser('ana');
    const picture = await aPicture();
    const send = () => ana.rest[method](path);
    const named = async (request: ReturnType<typeof send>, status: number) => {
      const { code, errors } = await refusal(request, status);
      return [code, errors?.map((error) => `${error.path}: ${error.code}`).join()];
    };
    expect(await named(supertest(ana.url)[method](path).attach('file', picture, 'a.png'), 401)).toEqual([
      'token_missing',
      undefined,
    ]);
    expect(await named(send().attach('picture', picture, 'a.png'), 400)).toEqual([
      'validation_failed',
      'picture: unknown_field',
    ]);
    // Without a name it is the file as well.
    expect(await named(send().field('file', 'text'), 415)).toEqual([
      'unsupported_media_type',
      'file: unsupported_media_type',
    ]);
    expect(
      await named(send().attach('file', picture, 'a.png').attach('file', picture, 'b.png'), 400),
    ).toEqual(['validation_failed', 'file: max_files']);
    expect(await named(send().send({ file: 'x' }), 415)).toEqual(['unsupported_media_type', undefined]);
    expect(await named(send(), 415)).toEqual(['unsupported_media_type', undefined]);
    expect(await named(send().attach('file', Buffer.alloc(0), 'a.png'), 415)).toEqual([
      'unsupported_media_type',
      'file: unsupported_media_type',
    ]);
    expect(await named(send().attach('file', Buffer.alloc(8_388_609), 'a.png'), 413)).toEqual([
      'payload_too_large',
      'file: max_bytes',
    ]);
    expect(
      await named(send().attach('file', picture.subarray(0, picture.length - 40), 'a.png'), 422),
    ).toEqual(['image_unreadable', 'file: image_unreadable']);
  });

  test('multipart where no file is taken', async () => {
    const ana = await aUser('ana');
    const problem = await refusal(ana.rest.patch('/api/profile').field('displayName', 'Eve'), 415);
    expect(problem.code).toBe('unsupported_media_type');
  });

  test('a medium that never was', async () => {
    expect(await opens(here(`/api/media/${randomUUID()}`))).toMatchObject({
      status: 403,
      code: 'media_signature_invalid',
    });
    expect(await opens(here('/api/media/me?exp=1&sig=a'))).toMatchObject({
      status: 400,
      code: 'validation_failed',
    });
  });
});
