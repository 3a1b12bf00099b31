/** Several devices want the same call at the same moment. */
import { expect, test } from '@jest/globals';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import { anActiveCall } from '../support/calls.js';
import type { Device, Refused } from '../support/client.js';

const ROUNDS = 5;

async function all(devices: Device[], callId: string) {
  const answers = await Promise.allSettled(devices.map((device) => device.emit('call:move', { callId })));
  const winners = devices.flatMap((device, i) => {
    const answer = answers[i]!;
    return answer.status === 'fulfilled' ? [{ device, ack: answer.value }] : [];
  });
  const refusals = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [answer.reason as Refused] : [],
  );
  return { winners, refusals: refusals.map(({ code, retryable }) => ({ code, retryable })) };
}

const REFUSED = { code: 'move_in_progress', retryable: true };

test('of three devices of one person exactly one gets it, each time', async () => {
  const { ana, ben, call } = await anActiveCall();
  const callId = call.id;
  const devices = [await ana.device(), await ana.device(), await ana.device()];
  await Promise.all(devices.map((device) => device.connect()));
  let holder: Device | undefined;

  for (let round = 0; round < ROUNDS; round++) {
    const { winners, refusals } = await all(
      devices.filter((device) => device !== holder),
      callId,
    );
    expect(winners).toHaveLength(1);
    expect(refusals).toEqual(Array(holder ? 1 : 2).fill(REFUSED));
    const [{ device, ack }] = winners as [(typeof winners)[number]];
    // Two concurrent requests of one device have the effect of one.
    const twice = [1, 2].map(() => device.emit('call:connected', { callId }));
    await expect(Promise.all(twice)).resolves.toEqual([{}, {}]);
    await expect(ben.receives('call:moved')).resolves.toEqual({ callId, remotePeerId: ack.peerId });
    holder = device;
  }

  expect(ben.received('call:moving')).toHaveLength(ROUNDS);
  expect(ben.received('call:moved')).toHaveLength(ROUNDS);
  const { body } = await ben.rest.get(`/api/calls/${callId}`).expect(200);
  const states = (body as CallDetail).legs
    .filter(({ userId }) => userId === ana.id)
    .map(({ state }) => state);
  expect(states.toSorted()).toEqual(['answered', ...Array<string>(ROUNDS).fill('moved')]);
});

test('both people at once: one after the other', async () => {
  const { ana, ben, call } = await anActiveCall();
  const callId = call.id;
  const movers = [await ana.device(), await ben.device()];
  await Promise.all(movers.map((device) => device.connect()));

  const { winners, refusals } = await all(movers, callId);
  expect(winners).toHaveLength(1);
  expect(refusals).toEqual([REFUSED]);
  const first = winners[0]!;
  const second = movers.find((device) => device !== first.device)!;
  await first.device.emit('call:connected', { callId });
  const { remotePeerId } = await second.emit('call:move', { callId });
  expect(remotePeerId).toBe(first.ack.peerId);
  await second.emit('call:connected', { callId });
  await first.device.receives('call:moved', (update) => update.remotePeerId !== undefined);
});

test('hanging up and moving at once: the call ends, and nobody is left in it', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { ana, ben, call } = await anActiveCall();
    const callId = call.id;
    const tablet = await ana.device();
    await tablet.connect();
    await tablet.emit('call:move', { callId });
    const [connected] = await Promise.allSettled([
      tablet.emit('call:connected', { callId }),
      ben.emit('call:hangup', { callId }),
    ]);
    if (connected.status === 'rejected') expect(connected.reason).toMatchObject({ code: 'call_ended' });
    for (const device of [ana, tablet, ben])
      await device.receives('call:ended', (ended) => ended.call.id === callId);
    await expect(tablet.emit('call:move', { callId })).rejects.toMatchObject({ code: 'call_ended' });
  }
});
