/** Pages of origins that are not on the list learn nothing, however much their name looks like one that is. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest, { type Response } from 'supertest';
import { BrowserPage } from '../support/browser-page.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

const PAGE = 'https://app.example.org';
const OTHER = 'http://localhost:5173';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ ...(await stores()), ALLOWED_ORIGINS: `${PAGE},${OTHER}` });
});

const corsHeaders = ({ headers }: Response) =>
  Object.keys(headers as object).filter((name) => name.startsWith('access-control-'));
const preflight = (origin: string, method = 'POST', headers = 'content-type') =>
  supertest(server.url).options('/api/auth/login').set({
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': headers,
  });

describe.each([
  'https://evil.example',
  'null',
  '',
  '*',
  `${PAGE}.evil.example`,
  'https://evil-app.example.org',
  'https://evilapp.example.org',
  'https://app.example.org.',
  'https://xapp.example.org',
  'https://app-example.org',
  'https://example.org',
  'https://sub.app.example.org',
  'https://APP.EXAMPLE.ORG',
  'https://App.example.org',
  'HTTPS://app.example.org',
  'http://app.example.org',
  'wss://app.example.org',
  `${PAGE}:443`,
  `${PAGE}:8443`,
  `${PAGE}/`,
  `${PAGE}@evil.example`,
  `${PAGE}, https://evil.example`,
  `${PAGE} https://evil.example`,
  'http://localhost:5174',
  'http://localhost',
  'https://localhost:5173',
  'http://127.0.0.1:5173',
])('from %j', (origin) => {
  test('a preflight is answered nothing', async () => {
    const answer = await preflight(origin);
    expect(corsHeaders(answer)).toEqual([]);
    expect(answer.headers['vary']).toMatch(/\bOrigin\b/i);
  });

  test.each([
    '/api/auth/session',
    '/api/auth/me',
    '/nothing/here',
    '/.well-known/jwks.json',
    '/sdk/ringline.js',
    '/',
  ])('an answer of %s cannot be read', async (path) => {
    const answer = await supertest(server.url).get(path).set({ origin });
    expect(corsHeaders(answer)).toEqual([]);
    expect(answer.headers['vary']).toMatch(/\bOrigin\b/i);
  });

  test('an answer with a token cannot be read', async () => {
    const answer = await supertest(server.url).post('/api/auth/guest').set({ origin }).send({});
    expect(corsHeaders(answer)).toEqual([]);
  });
});

describe.each([PAGE, OTHER])('from %s, which is on the list', (origin) => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'a preflight for %s is answered all it needs',
    async (method) => {
      const answer = await preflight(origin, method).expect(204);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
      });
      expect(answer.headers['access-control-allow-methods']!.split(', ')).toContain(method);
      expect(answer.headers['access-control-allow-headers']!.split(', ').sort()).toEqual(
        expect.arrayContaining([
          'authorization',
          'content-type',
          'x-csrf-token',
          'x-request-id',
          'x-token-delivery',
        ]),
      );
      expect(answer.headers['vary']).toMatch(/\bOrigin\b/i);
    },
  );

  test('headers are listed, never reflected', async () => {
    const answer = await preflight(origin, 'POST', 'x-evil').expect(204);
    expect(answer.headers['access-control-allow-headers']).not.toContain('x-evil');
  });

  test('answers and refusals can be read', async () => {
    for (const path of ['/api/auth/session', '/api/auth/me', '/nothing/here', '/sdk/ringline.js']) {
      const answer = await supertest(server.url).get(path).set({ origin });
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
      });
      expect(answer.headers['access-control-expose-headers']).toMatch(/retry-after/);
    }
  });
});

test('a cache that asks without an origin learns that answers differ by it', async () => {
  for (const path of [
    '/api/auth/session',
    '/api/auth/me',
    '/nothing/here',
    '/.well-known/jwks.json',
    '/sdk/ringline.js',
    '/',
  ]) {
    const answer = await supertest(server.url).get(path);
    expect(answer.headers['vary']).toMatch(/\bOrigin\b/i);
    expect(corsHeaders(answer)).toEqual([]);
  }
});

test('a sibling site that may not read answers cannot move the session either', async () => {
  const ana = await BrowserPage.registered(server.url);
  const token = await ana.csrfToken();
  ana.headers = { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.org' };
  const answer = await ana.post('refresh', {}, { 'x-csrf-token': token });
  expect(answer.status).toBe(403);
  expect(corsHeaders(answer)).toEqual([]);
});

test('sockets go by the same list', async () => {
  const knock = (origin: string) =>
    supertest(server.url).get('/socket.io/?EIO=4&transport=polling').set({ origin });
  expect((await knock(PAGE).expect(200)).headers['access-control-allow-origin']).toBe(PAGE);
  const refused = await knock('https://APP.example.org').expect(403);
  expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
});
