/** Users who hide their IP address: only relayed candidates pass, in either direction. */
import { describe, expect, test } from '@jest/globals';
import { anActiveCall, candidate, OFFER } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { aRoom, join } from '../support/rooms.js';

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
  '%s chose it: neither learns the IP address of the other',
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

test('a user who did not is not asked to', async () => {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  const { body } = await ana.rest.post('/api/calls').send({ calleeId: ben.id, media: 'audio' }).expect(201);
  expect(body).not.toHaveProperty('relayOnly');
});

const SECRET = /192\.168\.7\.33|203\.0\.113\.77|fe80::77|2001:db8:77/;
const HEAD = 'v=0\r\no=- 1 2 IN IP4 192.168.7.33\r\ns=-\r\nt=0 0\r\n';
const MEDIA = 'm=audio 50000 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 203.0.113.77\r\n';
const RELAY = 'candidate:9 1 udp 41885439 198.51.100.9 51000 typ relay raddr 203.0.113.77 rport 40001';
const offer = (sdp: string) => ({ description: { type: 'offer' as const, sdp } });

/** Each holds an IP address of the device somewhere, and something that has to arrive. */
const LEAKS: [string, object][] = [
  ['a related IP address', { candidate: { candidate: RELAY, sdpMid: '0' } }],
  ['fields of a candidate', { candidate: { candidate: RELAY, sdpMid: '0', relatedAddress: '203.0.113.77' } }],
  ['nested fields', { candidate: { candidate: RELAY, sdpMid: '0', from: { ip: ['192.168.7.33'] } } }],
  ['the fragment', { candidate: { candidate: RELAY, sdpMid: '0', usernameFragment: 'fe80::77' } }],
  ['one of several', { candidates: [{ candidate: RELAY, sdpMid: '0', address: '192.168.7.33' }, null] }],
  ['the end', { candidate: { candidate: '', sdpMid: '0', url: 'stun:192.168.7.33' } }],
  ['the origin', offer(HEAD)],
  ['the origin, IPv6', offer('v=0\r\no=root 1 2 IN IP6 fe80::77\r\ns=-\r\n')],
  ['default IP addresses', offer(`${HEAD}${MEDIA}a=rtcp:50001 IN IP6 2001:db8:77::1\r\n`)],
  ['remote candidates', offer(`${HEAD}${MEDIA}a=remote-candidates:1 192.168.7.33 50000\r\n`)],
  ['a source filter', offer(`${HEAD}${MEDIA}a=source-filter: incl IN IP4 * 192.168.7.33\r\n`)],
  ['a field of the description', { description: { type: 'offer', sdp: 'v=0\r\n', origin: '192.168.7.33' } }],
  ['an answer', { description: { type: 'answer', sdp: HEAD } }],
];

describe('no way leads an IP address to the other side', () => {
  const send = (device: Device, signal: object) => device.emitAnything('signal', signal);

  async function shyAnd(other: string): Promise<{ shy: Device; ben: Device }> {
    const [shy, ben] = [await aUser('ana'), await aUser(other)];
    await shy.rest.patch('/api/calls/settings').send({ relayOnly: true }).expect(200);
    await Promise.all([shy.connect(), ben.connect({ auth: { token: ben.accessToken, signalSeq: true } })]);
    return { shy, ben };
  }

  function nothingLeaks(signals: object[]): void {
    expect(signals).toHaveLength(LEAKS.length);
    expect(JSON.stringify(signals)).not.toMatch(SECRET);
  }

  test('before anybody has answered', async () => {
    const { shy, ben } = await shyAnd('ben');
    const description = { type: 'offer' as const, sdp: HEAD };
    const { call } = await shy.emit('call:ring', { calleeId: ben.id, media: 'audio', description });
    await ben.receives('call:incoming');
    for (const [, body] of LEAKS) await send(shy, { groupId: call.id, ...body });
    const { pending } = await ben.emit('call:accept', { callId: call.id });
    nothingLeaks(pending.slice(1));
    expect(JSON.stringify(pending)).not.toMatch(SECRET);
  });

  test('in a call, live and caught up with', async () => {
    const { shy, ben } = await shyAnd('ben');
    const { call, benPeer } = await anActiveCall({ ana: shy, ben });
    for (const [, body] of LEAKS) await send(shy, { groupId: call.id, to: benPeer, ...body });
    await send(shy, { groupId: call.id, to: benPeer, candidate: null });
    await ben.receives('signal', ({ candidate }) => candidate === null);
    nothingLeaks(ben.received('signal').slice(0, -1));

    await ben.connect({ auth: { token: ben.accessToken, signalSeq: true } });
    const { missed } = await ben.emit('call:resume', { callId: call.id, lastSeq: 0 });
    nothingLeaks(missed.slice(0, -1));
  });

  test('in a voice channel', async () => {
    const { shy, ben } = await shyAnd('ben');
    const { slug } = await aRoom(ben);
    const there = await join(ben, slug);
    const { groupId } = await join(shy, slug);
    for (const [, body] of LEAKS) await send(shy, { groupId, to: there.peerId, ...body });
    await send(shy, { groupId, to: there.peerId, candidate: null });
    await ben.receives('signal', ({ candidate }) => candidate === null);
    nothingLeaks(ben.received('signal').slice(0, -1));
  });
});
