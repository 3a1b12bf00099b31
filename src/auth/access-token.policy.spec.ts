import { describe, expect, it } from '@jest/globals';
import { bearerToken, keyIdOf, readClaims } from './access-token.policy.js';

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const token = (header: unknown, payload = encode({}), signature = 'c2ln') =>
  `${encode(header)}.${payload}.${signature}`;
const header = { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' };

describe('keyIdOf', () => {
  it('reads the key id of a token that looks like ours', () => expect(keyIdOf(token(header))).toBe('key-1'));

  it.each([
    ['nothing', ''],
    ['two parts', 'a.b'],
    ['four parts', `${token(header)}.c2ln`],
    ['no signature', token(header, undefined, '')],
    ['JSON serialisation', '{"protected":"e30"}'],
    ['padding', token(header, 'e30=')],
    ['a last character with stray bits', token(header, 'e31')],
    ['more than 8 KiB', token(header, 'A'.repeat(8192))],
    ['a header that is no object', token('[]')],
    ['a header that is no JSON', token('{')],
    ['alg none', token({ ...header, alg: 'none' })],
    ['alg noNE', token({ ...header, alg: 'noNE' })],
    ['alg HS256', token({ ...header, alg: 'HS256' })],
    ['typ JWT', token({ ...header, typ: 'JWT' })],
    ['no typ', token({ alg: 'ES256', kid: 'key-1' })],
    ['no kid', token({ alg: 'ES256', typ: 'at+jwt' })],
    ['a kid that is a path', token({ ...header, kid: '../../etc/passwd' })],
    ['a kid that is a number', token({ ...header, kid: 1 })],
    ...['crit', 'jku', 'x5u', 'jwk', 'x5c', 'zip', 'b64', 'cty'].map(
      (name) => [name, token({ ...header, [name]: 'x' })] as const,
    ),
  ])('refuses %s', (_name, raw) => expect(keyIdOf(raw)).toBeUndefined());
});

describe('readClaims', () => {
  const nowS = 1_800_000_000;
  const claims = {
    sub: '8f1f4a1c-7d53-4d1b-9a43-0e3f6c1e2b4d',
    sid: '0b6ad7a8-52f5-4a0b-8b69-54bd1d2f6a11',
    guest: false,
    iat: nowS - 10,
    exp: nowS + 890,
  };
  const read = (change: object) => readClaims({ ...claims, ...change }, nowS * 1000);

  it('makes a principal', () =>
    expect(read({})).toEqual({
      userId: claims.sub,
      sessionId: claims.sid,
      isGuest: false,
      expiresAtMs: (nowS + 890) * 1000,
    }));

  it.each<[string, object, string]>([
    ['expired this second', { exp: nowS }, 'expired'],
    ['no exp', { exp: undefined }, 'invalid'],
    ['exp as a string', { exp: String(nowS + 890) }, 'invalid'],
    ['exp 1e400, which JSON.parse reads as infinity', { exp: Number.POSITIVE_INFINITY }, 'invalid'],
    ['exp with a fraction', { exp: nowS + 1.5 }, 'invalid'],
    ['negative exp', { exp: -1 }, 'invalid'],
    ['nbf in the future', { nbf: nowS + 31 }, 'invalid'],
    ['nbf as a string', { nbf: '0' }, 'invalid'],
    ['iat in an hour', { iat: nowS + 3600 }, 'invalid'],
    ['no iat', { iat: undefined }, 'invalid'],
    ['sub that is no UUID', { sub: 'ana' }, 'invalid'],
    ['sid that is no UUID', { sid: '1' }, 'invalid'],
    ['guest missing', { guest: undefined }, 'invalid'],
  ])('%s', (_name, change, expected) => expect(read(change)).toBe(expected));

  it('allows for clocks that differ by 30 seconds', () =>
    expect(read({ iat: nowS + 30, nbf: nowS + 30 })).toHaveProperty('userId'));
  it('refuses what is no object', () => expect(readClaims('text', 0)).toBe('invalid'));
});

describe('bearerToken', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['Basic abc', undefined],
    ['Bearer', undefined],
    ['Bearer a b', undefined],
    [undefined, undefined],
  ])('%s', (given, expected) => expect(bearerToken(given)).toBe(expected));
});
