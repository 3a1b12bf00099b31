/** Headers of every answer for browsers and caches: nothing personal is stored where another user could find it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, type Device, PASSWORD } from '../support/client.js';
import { aPicture } from '../support/images.js';
import { uploads, wears } from '../support/media.js';

let ana: Device;
let avatar: string;
beforeAll(async () => {
  ana = await aUser('ana');
  avatar = await wears(ana, await aPicture());
});

const POLICY = /camera=\(self\).*microphone=\(self\).*display-capture=\(self\).*geolocation=\(\)/;

describe('no cache keeps', () => {
  test.each([
    '/api/auth/me',
    '/api/auth/sessions',
    '/api/auth/session',
    '/api/auth/csrf',
    '/api/profile',
    '/api/profile/export',
    '/api/users',
    '/api/users/me',
    '/api/chat/rooms',
    '/api/calls',
    '/api/inbox',
    '/api/ice-servers',
    '/api/meta/client-config',
    '/api/health/ready',
    '/api/nothing',
    '/metrics',
  ])('GET %s', async (path) => {
    const { headers } = await ana.rest.get(path);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['permissions-policy']).toMatch(POLICY);
  });

  test.each(['/api/auth/me', '/api/profile', '/api/calls'])('the refusal of GET %s', async (path) => {
    const { headers, status } = await supertest(ana.url).get(path);
    expect([status, headers['cache-control']]).toEqual([401, 'no-store']);
  });

  test('tokens, pictures that were taken, GraphQL', async () => {
    const login = await supertest(ana.url)
      .post('/api/auth/login')
      .send({ login: ana.user.username, password: PASSWORD })
      .expect(200);
    const refresh = await supertest(ana.url)
      .post('/api/auth/refresh')
      .send({ refreshToken: (login.body as { refreshToken: string }).refreshToken })
      .expect(200);
    const guest = await supertest(ana.url).post('/api/auth/guest').send({}).expect(201);
    const graphql = await ana.rest.post('/graphql').send({ query: '{ __typename }' });
    const upload = await ana.rest
      .post('/api/media')
      .attach('file', await aPicture(), 'a.png')
      .expect(201);
    for (const { headers } of [login, refresh, guest, graphql, upload])
      expect(headers['cache-control']).toBe('no-store');
  });
});

describe('caches may keep, each for as long as it says', () => {
  test.each<[string, () => string | Promise<string>, RegExp]>([
    ['the page, after asking', () => '/', /^no-cache$/],
    ['what the page consists of', async () => asset(), /^public, .*immutable$/],
    ['published keys', () => '/.well-known/jwks.json', /^public, max-age=600$/],
    ['an avatar, in the browser', () => avatar, /^private, max-age=\d+, immutable$/],
    ['an image, in the browser', async () => (await uploads(ana, await aPicture())).url, /^private, max-age/],
  ])('%s', async (_what, path, keeps) => {
    const { headers, status } = await supertest(ana.url).get(await path());
    expect(status).toBe(200);
    expect(headers['cache-control']).toMatch(keeps);
    expect(headers['permissions-policy']).toMatch(POLICY);
  });
});

async function asset(): Promise<string> {
  const { text } = await supertest(ana.url).get('/');
  return /\/assets\/[^"]+\.js/.exec(text)![0];
}
