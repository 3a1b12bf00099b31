/** Another service verifies our tokens with the published keys alone. */
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aGuest, aUser } from '../support/client.js';
import { instanceUrl, instanceUrls } from '../support/instances.js';
import { answer } from '../support/rest.js';

const decode = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

test('the keys hold no private part, may be cached, and are the same on every instance', async () => {
  const answers = await Promise.all(
    instanceUrls().map((url) =>
      answer<{ keys: object[] }>(supertest(url).get('/.well-known/jwks.json').expect(200)),
    ),
  );
  for (const { headers, body } of answers) {
    expect(headers['cache-control']).toBe('public, max-age=600');
    expect(headers.etag).toBe(answers[0]!.headers.etag);
    expect(body).toEqual(answers[0]!.body);
    for (const key of body.keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    }
  }
});

test('a client that has them already is answered so', async () => {
  const keys = () => supertest(instanceUrl(1)).get('/.well-known/jwks.json');
  const { etag } = (await keys().expect(200)).headers as { etag: string };
  const again = await keys().set('if-none-match', etag).expect(304);
  expect(again.text).toBe('');
  expect(again.headers).toMatchObject({ etag, 'cache-control': 'public, max-age=600' });
  await keys().set('if-none-match', '"something else"').expect(200);
});

test('they verify an access token, whose claims say who it is', async () => {
  const ana = await aUser('ana');
  const guest = await aGuest();
  const jwks = (await supertest(instanceUrl(1)).get('/.well-known/jwks.json')).body as {
    keys: (JsonWebKey & { kid: string })[];
  };

  for (const person of [ana, guest]) {
    const [header, claims, signature] = person.accessToken.split('.') as [string, string, string];
    const { kid, ...rest } = decode(header);
    expect(rest).toEqual({ alg: 'ES256', typ: 'at+jwt' });
    const key = createPublicKey({
      key: jwks.keys.find((candidate) => candidate.kid === kid)!,
      format: 'jwk',
    });
    const signed = Buffer.from(`${header}.${claims}`);
    expect(
      verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
    ).toBe(true);
    const said = decode(claims);
    expect(said).toMatchObject({
      sub: person.id,
      aud: 'ringline',
      iss: expect.stringMatching(/^http/),
      client_id: 'ringline',
      guest: person.user.isGuest,
    });
    expect((said.exp as number) - (said.iat as number)).toBe(900);
  }
});
