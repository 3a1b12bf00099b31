import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { JwtSecretRequestType, JwtService } from '@nestjs/jwt';
import fc from 'fast-check';
import { ALGORITHM } from '../../keys/keys.protocol.js';
import { bearerToken, keyIdOf, readClaims, TOKEN_TYPE, verifyOptions } from './access-token.policy.js';

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

describe('whatever is sent', () => {
  const nowMs = 1_800_000_000_000;
  const base64url = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url'));
  const json = fc.json().map((text) => encode(text));
  const part = fc.oneof(base64url, json, fc.string({ unit: 'binary' }));
  const tokenLike = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    fc
      .tuple(fc.jsonValue(), part, part)
      .map(([head, ...rest]) => [encode(head ?? 'null'), ...rest].join('.')),
    fc
      .record({ alg: fc.constantFrom('ES256', 'none'), typ: fc.constant('at+jwt'), kid: fc.anything() })
      .map((head) => token(head)),
  );

  it('keyIdOf answers a key id or nothing and never throws', () =>
    fc.assert(
      fc.property(tokenLike, (raw) => {
        const kid = keyIdOf(raw);
        expect(kid === undefined || /^[A-Za-z0-9_-]{1,64}$/.test(kid)).toBe(true);
      }),
      { numRuns: 2000 },
    ));

  it('bearerToken answers what has no spaces, or nothing', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const header of [text, `Bearer ${text}`]) expect(bearerToken(header) ?? '').not.toMatch(/\s/);
      }),
    ));

  it('readClaims answers a principal in time or a reason and never throws', () => {
    const name = fc.constantFrom('sub', 'sid', 'exp', 'iat', 'nbf', 'guest');
    const claims = fc.dictionary(name, fc.oneof(fc.anything(), fc.integer(), fc.uuid(), fc.boolean()));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), claims), (value) => {
        const read = readClaims(value, nowMs);
        if (typeof read === 'string') return expect(['invalid', 'expired']).toContain(read);
        expect(read.expiresAtMs).toBeGreaterThan(nowMs);
        expect(read.userId).toMatch(/^[0-9a-f-]{36}$/);
        expect(read.sessionId).toMatch(/^[0-9a-f-]{36}$/);
      }),
      { numRuns: 2000 },
    );
  });

  describe('a good token that was changed', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwt = new JwtService({
      secretOrKeyProvider: (type) => (type === JwtSecretRequestType.SIGN ? privateKey : publicKey),
      signOptions: { algorithm: ALGORITHM, issuer: 'us', audience: 'ringline' },
      verifyOptions: verifyOptions('us', 'ringline'),
    });
    const claims = {
      sub: '8f1f4a1c-7d53-4d1b-9a43-0e3f6c1e2b4d',
      sid: '0b6ad7a8-52f5-4a0b-8b69-54bd1d2f6a11',
      guest: false,
    };
    const good = jwt.sign(claims, {
      header: { alg: ALGORITHM, typ: TOKEN_TYPE, kid: 'key-1' },
      expiresIn: 900,
    });
    /** The checks of AccessTokens, with a single key. */
    const accepts = (raw: string): boolean => {
      if (keyIdOf(raw) !== 'key-1') return false;
      try {
        return typeof readClaims(jwt.verify(raw), Date.now()) !== 'string';
      } catch {
        return false;
      }
    };
    const at = fc.nat({ max: good.length });
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n'];
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 8 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
    );
    const change = fc.oneof(
      fc.tuple(at, piece).map(([i, text]) => good.slice(0, i) + text + good.slice(i + text.length)),
      fc.tuple(at, piece).map(([i, text]) => good.slice(0, i) + text + good.slice(i)),
      fc.tuple(at, fc.integer({ min: 1, max: 20 })).map(([i, n]) => good.slice(0, i) + good.slice(i + n)),
      fc.tuple(at, at).map(([i, j]) => good.slice(0, i) + good.slice(j)),
      fc.tuple(fc.nat({ max: 2 }), part).map(([i, text]) => good.split('.').with(i, text).join('.')),
    );

    it('is accepted unchanged', () => expect(accepts(good)).toBe(true));
    it('is not accepted in any other form', () =>
      fc.assert(
        fc.property(change, (raw) => {
          fc.pre(raw !== good);
          expect(accepts(raw)).toBe(false);
        }),
        { numRuns: 5000 },
      ));
    it('is not accepted with any one character exchanged', () => {
      for (let i = 0; i < good.length; i += 1) {
        // The last character of a part has bits that mean nothing.
        const others = /^(\.|$)/.test(good.slice(i + 1)) ? alphabet : ['A', 'w', '.', '_'];
        for (const other of others)
          if (good[i] !== other) expect(accepts(good.slice(0, i) + other + good.slice(i + 1))).toBe(false);
      }
    });
  });
});
