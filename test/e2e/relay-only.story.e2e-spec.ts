/** Whoever wants to hide where they are: only relayed candidates pass, in either direction. */
import { expect, test } from '@jest/globals';
import { candidate, OFFER } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';

const RELAYED = {
  ...candidate(3),
  candidate: 'candidate:3 1 udp 41885439 198.51.100.5 49170 typ relay raddr 203.0.113.9 rport 51000',
};
const CLEANED = {
  ...RELAYED,
  candidate: 'candidate:3 1 udp 41885439 198.51.100.5 49170 typ relay raddr 0.0.0.0 rport 0',
};
const LEAKY = { ...OFFER, sdp: `${OFFER.sdp}a=candidate:1 1 udp 2113937151 192.168.1.7 51000 typ host\r\n` };

test.each(['the caller', 'the callee'])(
  '%s chose it: neither learns the address of the other',
  async (who) => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const shy = who === 'the caller' ? ana : ben;
    await shy.rest.patch('/api/calls/settings').send({ relayOnly: true }).expect(200);
    await Promise.all([ana.connect(), ben.connect()]);

    const { call, peerId } = await ana.emit('call:ring', {
      calleeId: ben.id,
      media: 'audio',
      description: LEAKY,
    });
    expect(call.relayOnly).toBe(true);
    const groupId = call.id;
    await ana.emit('signal', { groupId, candidate: candidate(1) });
    await ana.emit('signal', { groupId, candidate: RELAYED });
    await expect(ben.receives('call:incoming')).resolves.toMatchObject({ call: { relayOnly: true } });
    const answered = await ben.emit('call:accept', { callId: call.id });

    const fromAna = { groupId, from: peerId };
    expect(answered.call.relayOnly).toBe(true);
    expect(answered.pending).toEqual([
      { ...fromAna, description: { type: 'offer', sdp: expect.not.stringContaining('192.168.1.7') } },
      { ...fromAna, candidate: CLEANED },
    ]);
    await passes(ana, ben, { groupId, to: answered.peerId });
    await passes(ben, ana, { groupId, to: peerId });
  },
);

async function passes(from: Device, to: Device, address: { groupId: string; to: string }): Promise<void> {
  await from.emit('signal', { ...address, candidate: candidate(1) });
  await from.emit('signal', { ...address, candidates: [candidate(2), RELAYED] });
  await from.emit('signal', { ...address, candidate: null });
  await to.receives('signal', (signal) => signal.candidate === null);
  expect(to.received('signal').map(({ from: _, groupId: __, ...body }) => body)).toEqual([
    { candidates: [CLEANED] },
    { candidate: null },
  ]);
}

test('who did not is not asked to', async () => {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const { body } = await ana.rest.post('/api/calls').send({ calleeId: ben.id, media: 'audio' }).expect(201);
  expect(body).not.toHaveProperty('relayOnly');
});
