/** kill -9 of the only instance while calls of every stage are on it: devices that connect to the next one go on. */
import { expect, test } from '@jest/globals';
import type { SignalIn } from '../../src/signaling/signaling.protocol.js';
import { candidate, OFFER, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { embeddedStores, startServer, stores } from '../support/server.mjs';

const numbered = (device: Device) => ({ auth: { token: device.accessToken, signalSeq: true } });
const numbers = (signals: SignalIn[]) =>
  signals.map(({ candidate: one }) => Number(one?.candidate.split(/[: ]/)[1]));

async function theyTalk(
  ana: Device,
  ben: Device,
  callId: string,
  anaPeer: string,
  benPeer: string,
): Promise<void> {
  await ana.emit('signal', { groupId: callId, to: benPeer, candidate: candidate(8) });
  await ben.receives('signal', (signal) => numbers([signal])[0] === 8);
  await ben.emit('signal', { groupId: callId, to: anaPeer, candidate: candidate(9) });
  await ana.receives('signal', (signal) => numbers([signal])[0] === 9);
  for (const device of [ana, ben]) expect(device.received('signal')).toHaveLength(1);
  await ana.emit('call:hangup', { callId });
  await ben.receives('call:ended');
}

test.each([
  ['with stores of its own', true, stores],
  ['on the embedded default', false, async () => embeddedStores()],
])('%s', async (_name, keepsEarly, make) => {
  const env = {
    ...(await make()),
    INSTANCE_LEASE_S: '3',
    CALL_RESUME_GRACE_S: '6',
    CALL_RING_TIMEOUT_S: '30',
  };
  const first = await startServer(env);
  const people = async () => {
    const [ana, ben] = [await aUser('ana', first.url), await aUser('ben', first.url)];
    await ana.connect(numbered(ana));
    await ben.connect(numbered(ben));
    return { ana, ben };
  };
  const [ringing, alone, talking] = [await people(), await people(), await people()];
  const running = await ring(talking.ana, talking.ben);
  const answered = await talking.ben.emit('call:accept', { callId: running.call.id });
  const left = await ring(alone.ana, alone.ben);
  const rung = await ring(ringing.ana, ringing.ben);
  await ringing.ana.emit('signal', { groupId: rung.call.id, description: OFFER });
  await ringing.ben.emit('call:alerting', { callId: rung.call.id });
  await first.kill();

  const second = await startServer(env);
  const back = async ({ ana, ben }: { ana: Device; ben: Device }) => {
    const again = { ana: ana.at(second.url), ben: ben.at(second.url) };
    for (const device of [again.ana, again.ben]) await device.connect(numbered(device));
    return again;
  };

  // Running calls go on; the last signals may be lost with the instance that kept them.
  const talk = await back(talking);
  const callId = running.call.id;
  for (const device of [talk.ana, talk.ben]) {
    await expect(device.receives('call:state')).resolves.toMatchObject({
      calls: [{ id: callId, status: 'active' }],
    });
    await expect(device.emit('call:resume', { callId, lastSeq: 0 })).resolves.toMatchObject({
      missed: [],
      recovered: false,
    });
  }
  await theyTalk(talk.ana, talk.ben, callId, running.peerId, answered.peerId);

  // Ringing calls ring again; the caller learns whether the offer is still there.
  const rings = await back(ringing);
  await expect(rings.ben.receives('call:state')).resolves.toMatchObject({
    calls: [{ id: rung.call.id, status: 'created', expiresInMs: expect.any(Number) }],
  });
  const resumed = await rings.ana.emit('call:resume', { callId: rung.call.id, lastSeq: 0 });
  expect(resumed).toMatchObject({ peerId: rung.peerId, recovered: keepsEarly });
  if (!resumed.recovered) await rings.ana.emit('signal', { groupId: rung.call.id, description: OFFER });
  const accepted = await rings.ben.emit('call:accept', { callId: rung.call.id });
  expect(accepted.pending.map(({ description }) => description)).toEqual([OFFER]);
  await rings.ana.receives('call:accepted');
  await theyTalk(rings.ana, rings.ben, rung.call.id, rung.peerId, accepted.peerId);

  // Whose caller stays away does not ring for ever.
  const waiting = alone.ben.at(second.url);
  await waiting.connect();
  await eventually(
    async () =>
      (await waiting.rest.get(`/api/calls/${left.call.id}`).expect(200)).body as { endReason?: string },
    ({ endReason }) => endReason === 'lost',
  );
  await waiting.receives('call:ended');
  for (const device of [talk.ana, rings.ben, waiting])
    for (const status of ['created', 'active'])
      expect((await device.rest.get(`/api/calls?status=${status}`).expect(200)).body).toMatchObject({
        items: [],
      });
});
