/** Operators write origins in many spellings; every transport compares them with those that browsers send. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { BrowserPage } from '../support/browser-page.js';
import { freePort } from '../support/free-port.mjs';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { claimsOf } from '../support/tokens.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({
    ...(await stores()),
    PUBLIC_URL: 'HTTPS://Talk.Müller.Example:443/',
    ALLOWED_ORIGINS:
      'https://App.Example.org, https://shop.example.org:443/,http://desk.example.org:80,https://münchen.example,Capacitor://localhost/,ionic://localhost,tauri://localhost',
    OAUTH_GITHUB_CLIENT_ID: 'an-id',
    OAUTH_GITHUB_CLIENT_SECRET: 'a-private-word',
  });
});

const KNOWN = [
  'https://talk.xn--mller-kva.example',
  'https://app.example.org',
  'https://shop.example.org',
  'http://desk.example.org',
  'https://xn--mnchen-3ya.example',
  'capacitor://localhost',
  'ionic://localhost',
  'tauri://localhost',
];
const STRANGERS = ['https://evil.example', 'null', 'capacitor://evil', 'http://app.example.org', 'file://'];

describe.each([
  ...KNOWN.map((origin) => ({ origin, known: true })),
  ...STRANGERS.map((origin) => ({ origin, known: false })),
])('$origin, known: $known', ({ origin, known }) => {
  test('CORS', async () => {
    const answer = await supertest(server.url).get('/api/meta/client-config').set({ origin });
    expect(answer.headers['access-control-allow-origin']).toBe(known ? origin : undefined);
    const preflight = await supertest(server.url)
      .options('/api/auth/login')
      .set({ origin, 'access-control-request-method': 'POST' });
    expect(preflight.headers['access-control-allow-origin']).toBe(known ? origin : undefined);
  });

  test('the socket', async () => {
    const knock = supertest(server.url).get('/socket.io/?EIO=4&transport=polling').set({ origin });
    expect((await knock).status).toBe(known ? 200 : 403);
  });

  test('a request with the cookie', async () => {
    const page = await BrowserPage.registered(server.url);
    page.headers = { origin, 'sec-fetch-site': 'cross-site' };
    expect((await page.refresh()).status).toBe(known ? 200 : 403);
  });

  test('the page to return to from a provider', async () => {
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    const query = new URLSearchParams({ returnTo: `${origin}/in`, challenge });
    const answer = await supertest(server.url).get(`/api/auth/oauth/github?${query.toString()}`);
    // null/in is a path of our own page.
    expect(answer.status).toBe(known || origin === 'null' ? 302 : 400);
  });
});

test('tokens name the issuer as browsers would write it', async () => {
  const page = await BrowserPage.registered(server.url);
  expect(claimsOf(page.signedIn.accessToken)).toMatchObject({ iss: 'https://talk.xn--mller-kva.example' });
});

test('headers that carry the URL of an international name can be sent', async () => {
  const { headers } = await supertest(server.url).get('/').expect(200);
  expect(headers['content-security-policy']).toContain('wss://talk.xn--mller-kva.example');
});

test("listing a developer's page does not lock out the server's own", async () => {
  const port = await freePort();
  const { url } = await startServer({
    ...(await stores()),
    PORT: String(port),
    ALLOWED_ORIGINS: 'http://localhost:5173',
  });
  const knock = async (origin: string) =>
    (await supertest(url).get('/socket.io/?EIO=4&transport=polling').set({ origin })).status;
  const cors = async (origin: string) =>
    (await supertest(url).get('/api/meta/client-config').set({ origin })).headers[
      'access-control-allow-origin'
    ];

  for (const origin of [`http://localhost:${port}`, `http://127.0.0.1:${port}`, 'http://localhost:5173'])
    expect([origin, await knock(origin), await cors(origin)]).toEqual([origin, 200, origin]);
  for (const origin of ['http://localhost:5174', `https://localhost:${port}`])
    expect([origin, await knock(origin), await cors(origin)]).toEqual([origin, 403, undefined]);
});
