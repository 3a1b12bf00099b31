/** TURN credentials expire: devices in a call get new ones in time, and where configured nobody else gets any. */
import { afterEach, expect, test } from '@jest/globals';
import { anActiveCall } from '../support/calls.js';
import { aGuest, aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { refusal } from '../support/rest.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

const TURN = { TURN_URLS: 'turn:127.0.0.1:3478', TURN_SECRET: '0f3b9a7c5d1e2f4a6b8c0d2e4f6a8b0c' };

let server: RunningServer;
afterEach(() => server.stop());

test('fresh ones arrive before the old ones expire', async () => {
  server = await startServer({ ...(await stores()), ...TURN, TURN_TTL_S: '30' });
  const [ana, ben, eve] = await Promise.all(['ana', 'ben', 'eve'].map((name) => aUser(name, server.url)));
  await Promise.all([ana!, ben!, eve!].map((device) => device.connect()));
  const { answered } = await anActiveCall({ ana, ben });
  const expiry = (username: string) => Number(username.split(':')[0]);
  const first = answered.iceServers.at(-1)!;
  for (const device of [ana!, ben!]) {
    const [refreshed] = await eventually(
      () => device.received('ice:refresh'),
      (received) => received.length > 0,
    );
    const { iceServers, ttlSeconds } = refreshed!;
    expect(ttlSeconds).toBe(30);
    const next = iceServers.at(-1)!;
    expect(next.username).toMatch(new RegExp(`^\\d+:${device.id}$`));
    expect(expiry(next.username!)).toBeGreaterThan(expiry(first.username!));
    // While the first ones are still good.
    expect(Date.now() / 1000).toBeLessThan(expiry(first.username!));
  }
  expect(eve!.received('ice:refresh')).toEqual([]);
});

test('only a user with a call gets any', async () => {
  server = await startServer({ ...(await stores()), ...TURN, TURN_ONLY_IN_CALLS: 'true' });
  const [ana, ben] = [await aUser('ana', server.url), await aUser('ben', server.url)];
  await Promise.all([ana.connect(), ben.connect()]);
  expect((await refusal(ana.rest.get('/api/ice-servers'), 403)).code).toBe('no_running_call');
  const { call } = await anActiveCall({ ana, ben });
  const { body } = await ana.rest.get('/api/ice-servers').expect(200);
  expect(body).toMatchObject({ iceServers: [{ username: expect.stringContaining(ana.id) }] });
  await ana.emit('call:hangup', { callId: call.id });
  await ben.receives('call:ended');
  expect((await refusal(ben.rest.get('/api/ice-servers'), 403)).code).toBe('no_running_call');
});

test.each([
  ['nothing', {}, false],
  ['calling', { GUESTS_MAY_RING: 'true' }, true],
  ['speaking', { GUESTS_MAY_SPEAK: 'true' }, true],
])('guests may do %s: they get any when they may', async (_what, rules, given) => {
  server = await startServer({ ...(await stores()), ...TURN, ...rules });
  const [ana, gus] = [await aUser('ana', server.url), await aGuest('Gus', server.url)];
  await Promise.all([ana.connect(), gus.connect()]);
  const asked = async () => (await gus.rest.get('/api/ice-servers')).body as { code?: string };
  expect((await asked()).code).toBe(given ? undefined : 'no_running_call');
  const { body } = await ana.rest.get('/api/ice-servers').expect(200);
  expect(body).toMatchObject({ iceServers: [{ username: expect.stringContaining(ana.id) }] });
  // Anybody may be called.
  await anActiveCall({ ana, ben: gus });
  expect(await asked()).toMatchObject({ iceServers: [{ username: expect.stringContaining(gus.id) }] });
});
