/** How much and how often a user may upload, and the clean-up after it. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { query } from '../attacks/mint.js';
import { aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aPicture } from '../support/images.js';
import { opens, uploads, wears } from '../support/media.js';
import { refusal } from '../support/rest.js';
import { startServer, stopServers, stores, temporaryFolder } from '../support/server.mjs';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

const filesOf = async (dataDir: string) =>
  (await readdir(path.join(dataDir, 'media'), { recursive: true })).filter((name) => name.includes('/'));

test('uploads nobody refers to are deleted by one of two instances, avatars stay, files follow their rows', async () => {
  const env = {
    ...(await stores()),
    DATA_DIR: temporaryFolder('media'),
    MEDIA_ORPHAN_AGE_S: '1',
  };
  const [one, two] = [await startServer(env), await startServer(env)];
  const ana = await aUser('ana', one.url);
  const before = await wears(ana, await aPicture('png'));
  const avatar = await wears(ana, await aPicture('jpeg'));
  const orphans = await Promise.all([1, 2, 3].map(async () => uploads(ana.at(two.url), await aPicture())));
  for (const url of [before, ...orphans.map((media) => media.url)])
    await eventually(
      () => opens(two.url + url),
      ({ status }) => status === 404,
    );
  const [kept] = await eventually(
    () => filesOf(env.DATA_DIR),
    (files) => files.length === 1,
  );
  expect(avatar).toContain(path.basename(kept!));
  expect((await opens(two.url + avatar)).status).toBe(200);
  const metrics = async () => (await fetch(`${one.url}/metrics`)).text();
  await eventually(metrics, (text) => /media_bytes_stored [1-9]/.test(text));
  const rows = await query<{ id: string }>(env.DATABASE_URL, 'SELECT id FROM media');
  expect(rows).toEqual([{ id: path.basename(kept!) }]);
  // Leftovers of a crash: bytes without anything that refers to their row, and a row without an owner.
  await query(env.DATABASE_URL, 'UPDATE users SET avatar_id = NULL', []);
  await query(env.DATABASE_URL, 'UPDATE media SET owner_id = NULL', []);
  await eventually(
    () => filesOf(env.DATA_DIR),
    (files) => files.length === 0,
  );
  await eventually(
    () => query(env.DATABASE_URL, 'SELECT id FROM media'),
    (left) => left.length === 0,
  );
});

test('so many an hour, and so many bytes in all; what is deleted makes room', async () => {
  const env = { ...(await stores()), DATA_DIR: temporaryFolder('media'), RATE_LIMIT_FACTOR: '0.2' };
  const picture = await aPicture('png', 300, 300);
  const server = await startServer({ ...env, MEDIA_BYTES_PER_USER: '4000', MEDIA_MAX_BYTES: '5000' });
  const [ana, ben] = [await aUser('ana', server.url), await aUser('ben', server.url)];
  const send = () => ana.rest.post('/api/media').attach('file', picture, 'a.png');
  const kept = await uploads(ana, picture);
  let sent = 1;
  for (let room = 4000 - kept.bytes; room >= kept.bytes; room -= kept.bytes) {
    await send().expect(201);
    sent += 1;
  }
  expect((await refusal(send(), 413)).code).toBe('media_quota_exceeded');
  await ana.rest.delete(`/api/media/${kept.id}`).expect(204);
  await send().expect(201);
  sent += 2;
  const tooMuch = await refusal(ana.rest.post('/api/media').attach('file', Buffer.alloc(5001), 'a.png'), 413);
  expect(tooMuch).toMatchObject({ code: 'payload_too_large', errors: [{ path: 'file' }] });
  sent += 1;
  // Sixty an hour, times RATE_LIMIT_FACTOR.
  for (; sent < 12; sent += 1) await send().expect(413);
  const refused = await send().expect(429);
  expect(refused.body).toMatchObject({ code: 'rate_limited', retryable: true });
  expect(refused.headers).toHaveProperty('retry-after');
  expect(
    (await refusal(ana.rest.put('/api/profile/avatar').attach('file', picture, 'a.png'), 429)).code,
  ).toBe('rate_limited');
  await uploads(ben, picture);

  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/media_uploads_total\{result="stored"\} [1-9]/);
  expect(metrics).toMatch(/media_uploads_total\{result="media_quota_exceeded"\} [1-9]/);
  expect(metrics).toMatch(/media_uploads_total\{result="rate_limited"\} 2/);
});
