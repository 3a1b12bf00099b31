/** One suite for both backings of the media storage, and one server on each. */
import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MediaStorage } from '../../src/media/media-storage.js';
import { FileStorage } from '../../src/media/media-storage.files.js';
import { S3Storage } from '../../src/media/media-storage.s3.js';
import { aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aPicture } from '../support/images.js';
import { opens, uploads, wears } from '../support/media.js';
import { S3_KEYS, type S3Server, startS3 } from '../support/s3.js';
import { startServer, stores, temporaryFolder } from '../support/server.mjs';

let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const bucket = (url: string) => new S3Storage({ url, region: 'us-east-1', ...S3_KEYS });
const backings: [string, () => MediaStorage][] = [
  ['files', () => new FileStorage(temporaryFolder('media'))],
  ['S3', () => bucket(s3.url)],
  ['S3 below a prefix', () => bucket(`${s3.url}/ringline/media`)],
];

describe.each(backings)('%s', (_name, make) => {
  const read = async (storage: MediaStorage, id: string, range?: { start: number; end: number }) => {
    const stream = await storage.read(id, range);
    return stream && buffer(stream);
  };

  test('gives back what was put there, whole and in parts', async () => {
    const storage = make();
    const [id, bytes] = [randomUUID(), randomBytes(100_000)];
    await storage.put(id, bytes, 'image/png');
    expect(await read(storage, id)).toEqual(bytes);
    expect(await read(storage, id, { start: 0, end: 9 })).toEqual(bytes.subarray(0, 10));
    expect(await read(storage, id, { start: 99_990, end: 99_999 })).toEqual(bytes.subarray(-10));
  });

  test('has nothing that was never put there, or was deleted; deleting twice is no fault', async () => {
    const storage = make();
    const [id, other] = [randomUUID(), randomUUID()];
    expect(await read(storage, id)).toBeUndefined();
    await storage.put(id, randomBytes(10), 'image/png');
    await storage.put(other, randomBytes(20), 'image/png');
    await storage.delete(id);
    await storage.delete(id);
    expect(await read(storage, id)).toBeUndefined();
    expect(await read(storage, other)).toHaveLength(20);
  });

  test('putting again replaces', async () => {
    const storage = make();
    const id = randomUUID();
    await storage.put(id, randomBytes(50), 'image/png');
    await storage.put(id, Buffer.from('new'), 'image/png');
    expect(await read(storage, id)).toEqual(Buffer.from('new'));
  });
});

test('a bucket that is not there, wrong keys and nobody at home are faults, not absence', async () => {
  const id = randomUUID();
  const stranger = new S3Storage({ url: s3.url, region: 'us-east-1', ...S3_KEYS, accessKeyId: 'nobody' });
  for (const storage of [
    bucket(s3.url.replace(/media$/, 'nowhere')),
    stranger,
    bucket('http://127.0.0.1:9/media'),
  ]) {
    await expect(storage.read(id)).rejects.toThrow();
    await expect(storage.put(id, Buffer.from('a'), 'image/png')).rejects.toThrow();
  }
});

describe('a server with its media in a bucket', () => {
  test('hands them out, whole and in parts, and deletes what nothing refers to', async () => {
    const server = await startServer({ ...(await stores()), ...s3.env, MEDIA_ORPHAN_AGE_S: '1' });
    const ana = await aUser('ana', server.url);
    const avatar = server.url + (await wears(ana, await aPicture()));
    const whole = await opens(avatar);
    expect(whole.status).toBe(200);
    const part = await opens(avatar, { headers: { range: 'bytes=5-9' } });
    expect(part).toMatchObject({ status: 206 });
    expect(part.bytes).toEqual(whole.bytes.subarray(5, 10));
    const orphan = await uploads(ana, await aPicture());
    await eventually(
      () => opens(server.url + orphan.url),
      ({ status }) => status === 404,
    );
    await eventually(
      () => bucket(s3.url).read(orphan.id),
      (left) => left === undefined,
    );
    expect((await opens(avatar)).status).toBe(200);
  });

  test('says so when the bucket cannot be reached, and goes on', async () => {
    const away = await startS3();
    const server = await startServer({ ...(await stores()), ...away.env }, { errorsExpected: true });
    const ana = await aUser('ana', server.url);
    const avatar = server.url + (await wears(ana, await aPicture()));
    await away.stop();
    const picture = await aPicture();
    const refused = await ana.rest.put('/api/profile/avatar').attach('file', picture, 'a.png').expect(503);
    expect(refused.body).toMatchObject({ code: 'media_storage_unavailable', retryable: true });
    expect(refused.headers).toHaveProperty('retry-after');
    expect(await opens(avatar)).toMatchObject({ status: 503, code: 'media_storage_unavailable' });
    await ana.rest.get('/api/profile').expect(200);
    expect(server.log()).not.toContain(S3_KEYS.secretAccessKey);
  });
});
