/** A thousand invented key ids do not make the server read its keys a thousand times. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startServer, stores } from '../support/server.mjs';
import { signed } from './mint.js';

test('key ids that nobody issued', async () => {
  const server = await startServer(await stores());
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const nowS = Math.floor(Date.now() / 1000);
  const claims = { sub: randomUUID(), sid: randomUUID(), guest: false, iat: nowS, exp: nowS + 900 };

  for (let batch = 0; batch < 20; batch += 1) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => {
        const token = signed(privateKey, { alg: 'ES256', typ: 'at+jwt', kid: randomUUID() }, claims);
        return supertest(server.url).get('/api/auth/me').set('authorization', `Bearer ${token}`);
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  }

  const metrics = (await supertest(server.url).get('/metrics')).text;
  // Two, should the thousand have taken longer than the half minute between two readings.
  expect(Number(/^jwks_refetch_total (\d+)$/m.exec(metrics)![1])).toBeLessThanOrEqual(2);
});
