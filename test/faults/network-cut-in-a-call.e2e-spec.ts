/** The network of one device is cut: for a moment, and for longer than its call waits. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { SignalIn } from '../../src/signaling/signaling.protocol.js';
import { type ActiveCall, anActiveCall, candidate } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { type CuttableLink, cuttableLink } from '../support/cuttable-link.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

const CUT_MS = 5000;
const GRACE_S = 8;

let servers: RunningServer[];
let network: CuttableLink;
let ana: Device;
let ben: Device;
let talk: ActiveCall;

const numbered = (device: Device) => ({ auth: { token: device.accessToken, signalSeq: true } });
const numbers = (signals: SignalIn[]) =>
  signals.map(({ candidate: one }) => Number(one?.candidate.split(/[: ]/)[1]));

async function send(from: Device, to: string, ...candidates: number[]): Promise<void> {
  for (const number of candidates)
    await from.emit('signal', { groupId: talk.call.id, to, candidate: candidate(number) });
}

beforeAll(async () => {
  const env = { ...(await stores()), CALL_RESUME_GRACE_S: String(GRACE_S) };
  servers = [await startServer(env), await startServer(env)];
  network = await cuttableLink(servers[0]!.url);
  ana = (await aUser('ana', servers[0]!.url)).at(network.url.replace(/\/$/, ''));
  ben = await aUser('ben', servers[1]!.url);
});

afterAll(() => network?.close());

async function aCall(): Promise<void> {
  await ana.connect(numbered(ana));
  await ben.connect(numbered(ben));
  talk = await anActiveCall({ ana, ben });
  for (const device of [ana, ben]) await device.emit('call:connected', { callId: talk.call.id });
}

test('cut for five seconds: the call runs on, every signal arrives once and in order', async () => {
  await aCall();
  const { call, anaPeer, benPeer } = talk;
  await send(ben, anaPeer, 1, 2);
  const { seq: lastSeq } = await ana.receives('signal', (signal) => numbers([signal])[0] === 2);

  network.cut();
  await ana.disconnected();
  // The length of the cut is the subject here.
  const over = pause(CUT_MS);
  await expect(ben.receives('call:peer-lost')).resolves.toMatchObject({
    callId: call.id,
    graceMs: GRACE_S * 1000,
  });
  await send(ben, anaPeer, 3, 4);
  await expect(ana.connect(numbered(ana))).rejects.toBeDefined();
  await over;
  expect((await ben.rest.get(`/api/calls/${call.id}`).expect(200)).body).toMatchObject({ status: 'active' });
  await send(ben, anaPeer, 5);
  network.mend();

  await ana.connect(numbered(ana));
  await expect(ana.receives('call:state')).resolves.toMatchObject({
    calls: [{ id: call.id, status: 'active' }],
  });
  const resumed = await ana.emit('call:resume', { callId: call.id, lastSeq });
  expect(resumed).toMatchObject({ peerId: anaPeer, remotePeerId: benPeer, recovered: true });
  expect(numbers(resumed.missed)).toEqual([3, 4, 5]);
  await ben.receives('call:peer-back');
  await send(ben, anaPeer, 6);
  await ana.receives('signal', (signal) => numbers([signal])[0] === 6);
  expect(numbers(ana.received('signal'))).toEqual([6]);
  await send(ana, benPeer, 7);
  await expect(ben.receives('signal')).resolves.toMatchObject({ from: anaPeer, candidate: candidate(7) });
  expect(ben.received('call:ended')).toEqual([]);
  await ana.emit('call:hangup', { callId: call.id });
  await ben.receives('call:ended');
});

test('cut for longer than the grace: it ends as lost for both, and nothing rings or runs for a device that comes back', async () => {
  await aCall();
  const { call } = talk;
  const elsewhere = ana.at(servers[1]!.url);
  await elsewhere.connect();

  network.cut();
  await ben.receives('call:peer-lost');
  for (const device of [ben, elsewhere])
    await expect(
      device.receives('call:ended', (update) => update.call.id === call.id),
    ).resolves.toMatchObject({
      call: { id: call.id, endReason: 'lost' },
    });
  network.mend();

  await ana.connect(numbered(ana));
  await expect(ana.receives('call:state')).resolves.toEqual({ calls: [] });
  await expect(ana.emit('call:resume', { callId: call.id, lastSeq: 0 })).rejects.toMatchObject({
    code: 'call_ended',
  });
  for (const device of [ana, ben])
    for (const status of ['created', 'active'])
      expect((await device.rest.get(`/api/calls?status=${status}`).expect(200)).body).toMatchObject({
        items: [],
      });
});
