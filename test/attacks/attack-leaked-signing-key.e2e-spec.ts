/** An attacker has had a signing key: its usefulness ends with the key. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { startServer, stores } from '../support/server.mjs';
import { anHourPasses, publishedKids } from '../support/signing-keys.js';
import { openMint, query, signed } from './mint.js';

const me = (url: string, token: string) =>
  supertest(url).get('/api/auth/me').set('authorization', `Bearer ${token}`);
const rotate = (admin: Device, body: object = {}) =>
  admin.rest.post('/api/admin/signing-keys/rotate').send(body).expect(200);

test('a retired key past its time signs for nobody', async () => {
  const env = await stores();
  const { url } = await startServer(env);
  const admin = await aUser('admin', url);
  await grant(admin, 'admin');
  const ana = await aUser('ana', url);
  const eve = await aUser('eve', url);
  const mint = await openMint(env);
  await anHourPasses(env.DATABASE_URL);
  await rotate(admin);
  const asAna = mint.token(mint.claims(eve.accessToken, { sub: ana.id }));
  await me(url, asAna).expect(200);
  await query(
    env.DATABASE_URL,
    `UPDATE signing_keys SET retired_at = retired_at - interval '31 minutes' WHERE status = 'retired'`,
  );
  // A key id that nobody knows makes the server read its keys.
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const unknown = signed(
    privateKey,
    { alg: 'ES256', typ: 'at+jwt', kid: randomUUID() },
    mint.claims(eve.accessToken),
  );
  await me(url, unknown).expect(401);

  for (const token of [
    asAna,
    mint.token(mint.claims(eve.accessToken, { sub: ana.id })),
    mint.token(mint.claims(eve.accessToken)),
  ]) {
    expect((await refusal(me(url, token), 401)).code).toBe('token_invalid');
    await expect(eve.connect({ auth: { token } })).rejects.toMatchObject({ code: 'token_invalid' });
  }
  expect(await publishedKids(url)).not.toContain(mint.kid);
  await me(url, (await ana.refresh()).accessToken).expect(200);
});

test('a compromised key: forged tokens and the sockets they opened end on every instance', async () => {
  const env = await stores();
  const urls = [(await startServer(env)).url, (await startServer(env)).url];
  const admin = await aUser('admin', urls[0]);
  await grant(admin, 'admin');
  const ana = await aUser('ana', urls[0]);
  const mint = await openMint(env);
  // Of a session that never was, so that nothing can revoke it.
  const forge = () => mint.token(mint.claims(ana.accessToken, { sid: randomUUID() }));
  const remembered = forge();
  const eve = urls.map((url) => ana.at(url));
  for (const device of eve) {
    // Until Redis is known to be complete PostgreSQL answers, which knows no such session.
    await eventually(
      () => me(device.url, remembered),
      ({ status }) => status === 200,
    );
    await device.connect({ auth: { token: forge() } });
  }

  await rotate(admin, { compromised: true });

  for (const device of eve) {
    await expect(device.receives('session:ended')).resolves.toMatchObject({ code: 'session_revoked' });
    await device.disconnected();
    for (const token of [remembered, forge(), admin.accessToken])
      await eventually(
        async () => (await refusal(me(device.url, token), 401)).code,
        (code) => code === 'token_invalid',
      );
    await expect(device.connect({ auth: { token: forge() } })).rejects.toMatchObject({
      code: 'token_invalid',
    });
    expect(await publishedKids(device.url)).not.toContain(mint.kid);
  }
});
