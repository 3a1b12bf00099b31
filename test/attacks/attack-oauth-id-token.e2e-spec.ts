/** The configured issuer lies, or an attacker speaks in its place: ID tokens that must not be believed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHmac, generateKeyPairSync, type KeyObject, randomInt, sign } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Browser, location, problemOf, PUBLIC_URL, Site } from '../support/browser.js';
import { encode, query } from './mint.js';

const CLIENT_ID = 'ringline-test';
const CLIENT_SECRET = 'a secret that the issuer showed once';

const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicJwk = (pair: { publicKey: KeyObject }, kid: string) => ({
  ...pair.publicKey.export({ format: 'jwk' }),
  kid,
  use: 'sig',
});

let issuer: string;
let attacker: string;
let site: Site;
/** Of the sign-in that is under way. */
let nonce: string;
/** The token endpoint's next ID token, made when it is asked for. */
let answered: () => string;
/** URLs that the server requested. */
const asked: string[] = [];

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url!, 'http://localhost');
  const to = `http://${request.headers.host}`;
  asked.push(to + pathname);
  const documents: Record<string, () => object> = {
    '/.well-known/openid-configuration': () => description(to),
    '/tenant/.well-known/openid-configuration': () => description(to),
    '/jwks': () => ({ keys: [to === issuer ? publicJwk(own, 'own') : publicJwk(foreign, 'foreign')] }),
    '/token': () => ({ access_token: 'x', token_type: 'Bearer', expires_in: 60, id_token: answered() }),
  };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(documents[pathname]?.() ?? {}));
});

const description = (url: string) => ({
  issuer: url,
  authorization_endpoint: `${url}/auth`,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/jwks`,
  id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  issuer = `http://127.0.0.1:${port}`;
  attacker = `http://localhost:${port}`;
  site = await Site.open({
    OAUTH_GOOGLE_ISSUER: issuer,
    OAUTH_GOOGLE_CLIENT_ID: CLIENT_ID,
    OAUTH_GOOGLE_CLIENT_SECRET: CLIENT_SECRET,
  });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await site.close();
});

const now = () => Math.floor(Date.now() / 1000);
const claims = (change: object = {}) => ({
  iss: issuer,
  aud: CLIENT_ID,
  sub: String(randomInt(1e9)),
  nonce,
  iat: now(),
  exp: now() + 300,
  email: `ana.${randomInt(1e9)}@example.org`,
  email_verified: true,
  name: 'Ana',
  ...change,
});

function signed(body: object, header: object = {}, key: KeyObject = own.privateKey): string {
  const input = `${encode(JSON.stringify({ alg: 'RS256', kid: 'own', ...header }))}.${encode(JSON.stringify(body))}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** With the signature that `make` gives instead of RSA's. */
function otherwise(header: object, make: (input: string) => string): string {
  const input = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims()))}`;
  return `${input}.${make(input)}`;
}

/** Begins and comes straight back with a code; the issuer then answers with this token. */
async function comesBackWith(token: () => string): Promise<Response> {
  answered = token;
  const browser = new Browser(site);
  const authorization = new URL(await browser.begins('google'));
  nonce = authorization.searchParams.get('nonce')!;
  const state = authorization.searchParams.get('state')!;
  return browser.visit(`${PUBLIC_URL}/api/auth/oauth/google/callback?code=x&state=${state}`, {
    accept: 'application/json',
  });
}

const accounts = async () =>
  (await query<{ count: string }>(site.stores.DATABASE_URL!, 'SELECT count(*) FROM users'))[0]!.count;

test('an honest one is believed', async () => {
  expect(location(await comesBackWith(() => signed(claims())))).toContain('#oauth_code=');
});

test.each<[string, () => string]>([
  [
    "an attacker's issuer, signed with its key",
    () => signed(claims({ iss: attacker }), { kid: 'foreign' }, foreign.privateKey),
  ],
  ["an attacker's issuer, signed with ours", () => signed(claims({ iss: attacker }))],
  ["an attacker's key under our key's id", () => signed(claims(), {}, foreign.privateKey)],
  [
    'where to find the key',
    () =>
      signed(
        claims(),
        { kid: 'foreign', jku: `${attacker}/jwks`, jwk: publicJwk(foreign, 'foreign') },
        foreign.privateKey,
      ),
  ],
  ['a slash behind the issuer', () => signed(claims({ iss: `${issuer}/` }))],
  ['no issuer', () => signed(claims({ iss: undefined }))],
  ['another audience', () => signed(claims({ aud: 'somebody-else' }))],
  ['several audiences and no authorized party', () => signed(claims({ aud: [CLIENT_ID, 'somebody-else'] }))],
  ['another authorized party', () => signed(claims({ aud: [CLIENT_ID, 'other'], azp: 'other' }))],
  ['no audience', () => signed(claims({ aud: undefined }))],
  ['another nonce', () => signed(claims({ nonce: 'A'.repeat(43) }))],
  ['no nonce', () => signed(claims({ nonce: undefined }))],
  ['no end', () => signed(claims({ exp: undefined }))],
  ['an end an hour ago', () => signed(claims({ iat: now() - 7200, exp: now() - 3600 }))],
  ['no subject', () => signed(claims({ sub: undefined }))],
  ['an empty subject', () => signed(claims({ sub: '' }))],
  ['no signature (alg none)', () => otherwise({ alg: 'none' }, () => '')],
  ['its signature cut off', () => otherwise({ alg: 'RS256', kid: 'own' }, () => '')],
  [
    'the client secret as its key (HS256)',
    () =>
      otherwise({ alg: 'HS256' }, (input) =>
        createHmac('sha256', CLIENT_SECRET).update(input).digest('base64url'),
      ),
  ],
  [
    'the public key as its secret (HS256)',
    () =>
      otherwise({ alg: 'HS256', kid: 'own' }, (input) =>
        createHmac('sha256', own.publicKey.export({ format: 'pem', type: 'spki' }))
          .update(input)
          .digest('base64url'),
      ),
  ],
  ['a changed claim', () => signed(claims()).replace(/\.[^.]+\./, `.${encode(JSON.stringify(claims()))}.`)],
  ['not three parts', () => 'eyJhbGciOiJub25lIn0'],
  ['nothing', () => ''],
])('%s', async (_, token) => {
  const before = await accounts();
  const answer = await comesBackWith(token);
  expect([answer.status, (await problemOf(answer)).code]).toEqual([401, 'oauth_answer_invalid']);
  expect(await accounts()).toBe(before);
});

test('nobody was asked for keys but the issuer', () => {
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((url) => !url.startsWith(issuer))).toEqual([]);
});

test.each(['true', 1, null])('email_verified: %j is not true', async (email_verified) => {
  const browser = new Browser(site);
  const ana = await site.providers.person('ana');
  await browser.signsIn('github', ana);
  const answer = await comesBackWith(() => signed(claims({ email: ana.email, email_verified })));
  expect([answer.status, (await problemOf(answer)).code]).toEqual([403, 'oauth_email_unverified']);
});

test('a description that bears another name is not used', async () => {
  const renamed = await Site.open({ OAUTH_GOOGLE_ISSUER: `${issuer}/tenant` });
  try {
    const answer = await new Browser(renamed).visit('/api/auth/oauth/google', { accept: 'application/json' });
    expect([answer.status, (await problemOf(answer)).code]).toEqual([503, 'oauth_provider_unavailable']);
  } finally {
    await renamed.close();
  }
});
