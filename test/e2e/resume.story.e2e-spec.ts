/** A device that lost its connection takes part again, under its old peer id. */
import { expect, test } from '@jest/globals';
import { anActiveCall, candidate } from '../support/calls.js';
import type { Device } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';

async function signalsArriveBothWays(
  callId: string,
  ana: Device,
  anaPeer: string,
  ben: Device,
  benPeer: string,
) {
  await ana.emit('signal', { groupId: callId, to: benPeer, candidate: candidate(7) });
  await expect(ben.receives('signal', ({ candidate }) => candidate !== undefined)).resolves.toEqual({
    groupId: callId,
    from: anaPeer,
    candidate: candidate(7),
  });
  await ben.emit('signal', { groupId: callId, to: anaPeer, candidate: candidate(8) });
  await expect(ana.receives('signal', ({ candidate }) => candidate !== undefined)).resolves.toEqual({
    groupId: callId,
    from: benPeer,
    candidate: candidate(8),
  });
}

test('ana loses her network, comes back at another instance and goes on', async () => {
  const { ana, ben, call, anaPeer, benPeer } = await anActiveCall();
  const callId = call.id;
  await signalsArriveBothWays(callId, ana, anaPeer, ben, benPeer);

  ana.vanish();
  await expect(ben.receives('call:peer-lost')).resolves.toEqual({
    callId,
    graceMs: 30_000,
    remotePeerId: anaPeer,
  });

  const again = ana.at(instanceUrl(1) === ana.url ? instanceUrl(0) : instanceUrl(1));
  await again.connect();
  const { calls } = await again.receives('call:state');
  expect(calls).toMatchObject([{ id: callId, status: 'active', peer: { id: ben.id } }]);
  await expect(again.emit('call:resume', { callId })).resolves.toMatchObject({
    call: { id: callId, status: 'active' },
    peerId: anaPeer,
    remotePeerId: benPeer,
    missed: [],
  });
  await expect(ben.receives('call:peer-back')).resolves.toEqual({ callId });
  await signalsArriveBothWays(callId, again, anaPeer, ben, benPeer);

  await again.emit('call:hangup', { callId });
  await ben.receives('call:ended');
});

test('she comes back before anybody noticed that she was gone', async () => {
  const { ana, ben, call, anaPeer, benPeer } = await anActiveCall();
  const callId = call.id;
  await signalsArriveBothWays(callId, ana, anaPeer, ben, benPeer);

  const again = ana.at(ana.url);
  await again.connect();
  await again.emit('call:resume', { callId });
  await ben.receives('call:peer-back');
  // Only now the server sees the end of the old connection.
  ana.disconnect();
  await signalsArriveBothWays(callId, again, anaPeer, ben, benPeer);
  await again.emit('presence:ping', {});
  await signalsArriveBothWays(callId, again, anaPeer, ben, benPeer);

  expect(ben.received('call:peer-lost')).toEqual([]);
  await again.emit('call:hangup', { callId });
});
