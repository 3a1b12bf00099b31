/** Tokens that look like ours: each is refused by REST and by the socket's door. */
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, Device } from '../support/client.js';
import { refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';
import { decode, encode, type Mint, openMint, signed } from './mint.js';

let ana: Device;
let mint: Mint;
let good: string;

beforeAll(async () => {
  const env = await stores();
  const server = await startServer(env);
  ana = await aUser('ana', server.url);
  mint = await openMint(env);
  good = ana.accessToken;
});

const me = (token: string) => supertest(ana.url).get('/api/auth/me').set('authorization', `Bearer ${token}`);
const nowS = () => Math.floor(Date.now() / 1000);
const part = (index: 0 | 1 | 2) => good.split('.')[index]!;
const withHeader = (change: object) =>
  `${encode(JSON.stringify({ ...decode(part(0)), ...change }))}.${part(1)}.${part(2)}`;
const minted = (change: object) => mint.token(mint.claims(good, change));

test('a token minted with the real key is good, so what follows is refused for its own reason', async () => {
  await me(minted({})).expect(200);
});

describe.each<[string, () => Record<string, string>]>([
  [
    'algorithms',
    () => {
      const unsigned = (alg: string) => `${encode(JSON.stringify({ ...decode(part(0)), alg }))}.${part(1)}.`;
      const publicKey = createPublicKey(mint.key);
      const hmac = (secret: string | Buffer) => {
        const input = `${encode(JSON.stringify({ ...decode(part(0)), alg: 'HS256' }))}.${part(1)}`;
        return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      };
      return {
        none: unsigned('none'),
        noNE: unsigned('noNE'),
        'the empty one': unsigned(''),
        'none with our signature': withHeader({ alg: 'none' }),
        'HS256 keyed with our public key as PEM': hmac(publicKey.export({ format: 'pem', type: 'spki' })),
        'HS256 keyed with our public key as JWK': hmac(JSON.stringify(publicKey.export({ format: 'jwk' }))),
        'ES384 with our key': mint.token(mint.claims(good), { alg: 'ES384' }),
      };
    },
  ],
  [
    'headers',
    () => ({
      'typ JWT': mint.token(mint.claims(good), { typ: 'JWT' }),
      'no typ': mint.token(mint.claims(good), { typ: undefined }),
      'no kid': mint.token(mint.claims(good), { kid: undefined }),
      'a kid that is SQL': mint.token(mint.claims(good), { kid: "x' OR '1'='1" }),
      'crit that asks for nothing we know': mint.token(mint.claims(good), { crit: ['b64'], b64: false }),
      zip: mint.token(mint.claims(good), { zip: 'DEF' }),
    }),
  ],
  [
    'keys',
    () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const header = { alg: 'ES256', typ: 'at+jwt', kid: mint.kid };
      return {
        "another key under our key's id": signed(privateKey, header, mint.claims(good)),
        'another key that the token brings along': signed(
          privateKey,
          { ...header, jwk: publicKey.export({ format: 'jwk' }) },
          mint.claims(good),
        ),
        'another key under another id': signed(privateKey, { ...header, kid: 'mine' }, mint.claims(good)),
      };
    },
  ],
  [
    'claims',
    () => ({
      'no exp': minted({ exp: undefined }),
      'exp as text': minted({ exp: String(nowS() + 900) }),
      'exp 1e400': mint.token(JSON.stringify(mint.claims(good)).replace(/"exp":\d+/, '"exp":1e400')),
      'exp with a fraction': minted({ exp: nowS() + 900.5 }),
      'nbf in the future': minted({ nbf: nowS() + 120 }),
      'iat in an hour': minted({ iat: nowS() + 3600 }),
      'another audience': minted({ aud: 'elsewhere' }),
      'another issuer': minted({ iss: 'https://evil.example' }),
      'no sub': minted({ sub: undefined }),
      'a username as sub': minted({ sub: ana.user.username }),
      'no sid': minted({ sid: undefined }),
      'a payload that is a list': mint.token('[]'),
      'a payload that is no JSON': mint.token('{'),
    }),
  ],
  [
    'bytes',
    () => {
      const flip = (text: string) => {
        const bytes = Buffer.from(text, 'base64url');
        bytes[Math.floor(bytes.length / 2)]! ^= 1;
        return bytes.toString('base64url');
      };
      // 64 bytes leave four bits of the last character unused: another character, the same bytes.
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const other = alphabet[alphabet.indexOf(good.at(-1)!) ^ 1]!;
      return {
        'a bit of the header flipped': `${flip(part(0))}.${part(1)}.${part(2)}`,
        'a bit of the payload flipped': `${part(0)}.${flip(part(1))}.${part(2)}`,
        'a bit of the signature flipped': `${part(0)}.${part(1)}.${flip(part(2))}`,
        'no signature': `${part(0)}.${part(1)}`,
        'an empty signature': `${part(0)}.${part(1)}.`,
        'a dot at the end': `${good}.`,
        'a signature spelt otherwise': good.slice(0, -1) + other,
        padding: `${good}==`,
        'JSON serialisation': JSON.stringify({
          protected: part(0),
          payload: part(1),
          signature: part(2),
        }).replaceAll(/\s/g, ''),
        'more than 8 KiB': `${part(0)}.${part(1)}.${'A'.repeat(8200)}`,
      };
    },
  ],
])('%s', (_name, tokens) => {
  test('are refused', async () => {
    for (const [name, token] of Object.entries(tokens())) {
      const { code } = await refusal(me(token), 401);
      expect([name, code]).toEqual([name, 'token_invalid']);
    }
  });

  test('and no socket is opened', async () => {
    const first = Object.values(tokens())[0]!;
    await expect(ana.connect({ auth: { token: first } })).rejects.toMatchObject({
      code: 'token_invalid',
      closeCode: 4401,
    });
  });
});

test('an expired token says so, also half a minute later than the clock skew allows', async () => {
  expect((await refusal(me(minted({ exp: nowS() - 1 })), 401)).code).toBe('token_expired');
  expect((await refusal(me(minted({ exp: nowS() - 3600 })), 401)).code).toBe('token_expired');
});

test('a session that has ended opens nothing, for any user that the token names', async () => {
  const ben = await aUser('ben', ana.url);
  await ana.rest.get('/api/auth/me').expect(200);
  await ben.rest.post('/api/auth/logout').expect(204);
  expect((await refusal(me(minted({ sid: decode(ben.accessToken.split('.')[1]!).sid })), 401)).code).toBe(
    'session_revoked',
  );
});

describe('URLs in a header', () => {
  let asked = 0;
  const bait = createServer((_request, response) => {
    asked += 1;
    response.end('{"keys":[]}');
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => bait.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(bait.address() as AddressInfo).port}/jwks.json`;
  });
  afterAll(() => void bait.close());

  test.each(['jku', 'x5u'])('%s is not visited', async (name) => {
    const token = mint.token(mint.claims(good), { [name]: url, kid: randomUUID() });
    expect((await refusal(me(token), 401)).code).toBe('token_invalid');
    expect(asked).toBe(0);
  });
});
