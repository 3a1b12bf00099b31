/** Media URLs that were changed, kept too long, or made without the key. */
import { createHmac, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Secrets } from '../../src/platform/secrets/secrets.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aPicture } from '../support/images.js';
import { opens, uploads, wears } from '../support/media.js';
import { grant } from '../support/roles.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

let server: RunningServer;
let secret: string;
let ana: Device;
let id: string;
let exp: string;
let sig: string;

beforeAll(async () => {
  const env = await stores();
  secret = env.APP_SECRET;
  server = await startServer(env);
  ana = await aUser('ana', server.url);
  const media = await uploads(ana, await aPicture());
  const query = new URL(media.url, server.url).searchParams;
  [id, exp, sig] = [media.id, query.get('exp')!, query.get('sig')!];
});

const at = (mediaId: string, query: string) => opens(`${server.url}/api/media/${mediaId}?${query}`);

/** As the server signs. */
function signature(mediaId: string, expiry: string, label = 'media-urls', method = 'GET'): string {
  const key = new Secrets(secret).derive(label);
  const text = `v1\n${method}\n/api/media/${mediaId}\n${expiry}`;
  return createHmac('sha256', key).update(text).digest('base64url');
}

const inSeconds = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

test('the test signs as the server does', async () => {
  expect(signature(id, exp)).toBe(sig);
  expect((await at(id, `exp=${exp}&sig=${sig}`)).status).toBe(200);
  expect((await at(id.toUpperCase(), `exp=${exp}&sig=${sig}`)).status).toBe(200);
});

describe('a changed URL is refused', () => {
  test.each<[string, () => [string, string]]>([
    ['another id', () => [randomUUID(), `exp=${exp}&sig=${sig}`]],
    ['a later expiry', () => [id, `exp=${Number(exp) + 1}&sig=${sig}`]],
    ['an earlier expiry', () => [id, `exp=${Number(exp) - 1}&sig=${sig}`]],
    ['an expiry as a fraction', () => [id, `exp=${exp}.0&sig=${sig}`]],
    ['an expiry with a plus', () => [id, `exp=%2B${exp}&sig=${sig}`]],
    ['an expiry with a zero before it', () => [id, `exp=0${exp}&sig=${sig}`]],
    ['a negative expiry', () => [id, `exp=-1&sig=${signature(id, '-1')}`]],
    ['an expiry beyond all numbers', () => [id, `exp=1e20&sig=${signature(id, '1e20')}`]],
    ['an expiry of 400 digits', () => [id, `exp=${'9'.repeat(400)}&sig=${sig}`]],
    ['no expiry', () => [id, `sig=${sig}`]],
    ['two expiries', () => [id, `exp=${exp}&exp=${exp}&sig=${sig}`]],
    ['no signature', () => [id, `exp=${exp}`]],
    ['an empty signature', () => [id, `exp=${exp}&sig=`]],
    ['half a signature', () => [id, `exp=${exp}&sig=${sig.slice(0, 20)}`]],
    ['more than a signature', () => [id, `exp=${exp}&sig=${sig}A`]],
    ['a signature with padding', () => [id, `exp=${exp}&sig=${sig}%3D`]],
    ['another spelling of the same bytes', () => [id, `exp=${exp}&sig=${respelt(sig)}`]],
    ['two signatures', () => [id, `exp=${exp}&sig=${sig}&sig=${sig}`]],
    ['a signature as an object', () => [id, `exp=${exp}&sig[a]=${sig}`]],
    [
      'a signature for another method',
      () => [id, `exp=${exp}&sig=${signature(id, exp, 'media-urls', 'POST')}`],
    ],
    ['a signature of another key of ours', () => [id, `exp=${exp}&sig=${signature(id, exp, 'csrf')}`]],
    [
      'an expiry beyond the longest, well signed',
      () => {
        const late = inSeconds(400);
        return [id, `exp=${late}&sig=${signature(id, late)}`];
      },
    ],
    [
      'an expiry in a thousand years, well signed',
      () => [id, `exp=99999999999&sig=${signature(id, '99999999999')}`],
    ],
  ])('%s', async (_name, make) => {
    expect(await at(...make())).toMatchObject({ status: 403, code: 'media_signature_invalid' });
  });

  test('in each letter', async () => {
    for (let i = 0; i < sig.length; i += 1) {
      const changed = sig.slice(0, i) + (sig[i] === 'A' ? 'B' : 'A') + sig.slice(i + 1);
      expect((await at(id, `exp=${exp}&sig=${changed}`)).status).toBe(403);
    }
  });

  test("with the signature of another's", async () => {
    const ben = await aUser('ben', server.url);
    const other = new URL(await wears(ben, await aPicture()), server.url);
    expect((await at(id, other.search.slice(1))).status).toBe(403);
  });
});

test('an expired URL is gone', async () => {
  const past = inSeconds(-1);
  expect(await at(id, `exp=${past}&sig=${signature(id, past)}`)).toMatchObject({
    status: 410,
    code: 'media_url_expired',
  });
});

test('a URL of MEDIA_URL_TTL_S expires by itself, and the profile has a new one', async () => {
  const brief = await startServer({ ...(await stores()), MEDIA_URL_TTL_S: '10' });
  const ben = await aUser('ben', brief.url);
  const url = await wears(ben, await aPicture());
  expect((await opens(brief.url + url)).status).toBe(200);
  const config = await ben.rest.get('/api/meta/client-config').expect(200);
  expect(config.body).toMatchObject({ mediaUrlTtlSeconds: 10, mediaMode: 'stream' });
  await eventually(
    () => opens(brief.url + url),
    ({ status }) => status === 410,
  );
  const { body } = await ben.rest.get('/api/profile').expect(200);
  expect((await opens(brief.url + (body as { avatarUrl: string }).avatarUrl)).status).toBe(200);
});

test('a valid URL whose owner was blocked leads nowhere', async () => {
  const admin = await aUser('admin', server.url);
  await grant(admin, 'admin');
  const eve = await aUser('eve', server.url);
  const url = server.url + (await wears(eve, await aPicture()));
  expect((await opens(url)).status).toBe(200);
  await admin.rest.patch(`/api/admin/users/${eve.id}`).send({ status: 'blocked' }).expect(200);
  expect(await opens(url)).toMatchObject({ status: 404, code: 'media_not_found' });
});

test('what a client sends to nginx is not what the server sends to it', async () => {
  const answer = await opens(`${server.url}/api/media/${id}?exp=${exp}&sig=${sig}`, {
    headers: { 'x-accel-redirect': '/etc/passwd' },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers).not.toHaveProperty('x-accel-redirect');
});

/** 43 letters hold 258 bits, of which two count for nothing: base64 has other last letters for the same bytes. */
function respelt(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + letters[letters.indexOf(text.at(-1)!) + 1]!;
}
