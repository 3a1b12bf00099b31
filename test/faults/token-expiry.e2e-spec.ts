/** The access token expires while the socket lives. */
import { beforeAll, expect, test } from '@jest/globals';
import { anActiveCall } from '../support/calls.js';
import { aUser, type Device, HandshakeRefusal, Refused } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, stores } from '../support/server.mjs';

const TTL_MS = 5000;

let url: string;

beforeAll(async () => {
  url = (await startServer({ ...(await stores()), ACCESS_TOKEN_TTL_S: String(TTL_MS / 1000) })).url;
});

async function expires(device: Device): Promise<void> {
  await eventually(
    () =>
      device.emit('presence:ping', {}).then(
        () => '',
        (error: Refused) => error.code,
      ),
    (code) => code === 'token_expired',
  );
}

test('it is announced; afterwards only a refresh is listened to, and revives the socket', async () => {
  const ana = await aUser('ana', url);
  await ana.connect();
  const { inMs } = await ana.receives('auth:expiring');
  expect(inMs).toBeGreaterThan(0);
  expect(inMs).toBeLessThanOrEqual(TTL_MS);

  await expires(ana);
  await expect(ana.emit('signal', { groupId: 'g', to: 'p', candidate: null })).rejects.toMatchObject({
    code: 'token_expired',
  });
  await expect(ana.emit('call:ring', { calleeId: ana.id, media: 'audio' })).rejects.toMatchObject({
    code: 'token_expired',
    retryable: false,
  });
  await expect(ana.at(url).connect()).rejects.toMatchObject({ code: 'token_expired', closeCode: 4401 });
  expect((await ana.rest.get('/api/auth/me')).body).toMatchObject({ code: 'token_expired', status: 401 });

  const { accessToken } = await ana.refresh();
  await ana.emit('auth:refresh', { accessToken });
  await ana.emit('presence:ping', {});
  await ana.receives('auth:expiring');
  await expires(ana);
});

test('an expired token does not revive it', async () => {
  const ana = await aUser('ana', url);
  await ana.connect();
  await expires(ana);
  await expect(ana.emit('auth:refresh', { accessToken: ana.accessToken })).rejects.toMatchObject({
    code: 'token_expired',
  });
  await expect(ana.receives('session:ended')).resolves.toMatchObject({
    code: 'token_expired',
    closeCode: 4401,
  });
  await ana.disconnected();
});

test('a device that does nothing is ended', async () => {
  const ana = await aUser('ana', url);
  await ana.connect();
  await eventually(
    () => ana.socket.connected,
    (connected) => !connected,
  );
  expect(ana.events().at(-1)).toBe('session:ended');
  await expect(ana.receives('session:ended')).resolves.toMatchObject({
    code: 'token_expired',
    closeCode: 4401,
    reconnect: false,
  });
  await expect(ana.connect()).rejects.toBeInstanceOf(HandshakeRefusal);
});

test('in a call: it ends, without waiting for somebody who will not come back', async () => {
  const env = { ...(await stores()), CALL_RESUME_GRACE_S: '300' };
  const [brief, long] = [
    await startServer({ ...env, ACCESS_TOKEN_TTL_S: String(TTL_MS / 1000) }),
    await startServer(env),
  ];
  const [ana, ben] = [await aUser('ana', long.url), await aUser('ben', brief.url)];
  await Promise.all([ana.connect(), ben.connect()]);
  const { call } = await anActiveCall({ ana, ben });
  // Within the 25 s in which an expired token may be refreshed nothing happens.
  const [ended] = await eventually(
    () => ana.received('call:ended'),
    (updates) => updates.length > 0,
  );
  expect(ended).toMatchObject({ call: { id: call.id, endReason: 'lost' } });
});
