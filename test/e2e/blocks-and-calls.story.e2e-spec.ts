/** A block ends running calls between the two, without notifying the blocked user, and hides both users' IP addresses. */
import { describe, expect, test } from '@jest/globals';
import type { Call } from '../../src/calls/calls.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { anActiveCall, beginMove, candidate, OFFER, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { answer } from '../support/rest.js';
import { aRoom, join, type Joined } from '../support/rooms.js';

const block = (blocker: Device, blocked: Device) =>
  blocker.rest.put(`/api/users/${blocked.id}/block`).expect(204);
const unblock = (blocker: Device, blocked: Device) =>
  blocker.rest.delete(`/api/users/${blocked.id}/block`).expect(204);

async function two(): Promise<[Device, Device]> {
  const people: [Device, Device] = [await aUser('ana'), await aUser('ben')];
  await Promise.all(people.map((device) => device.connect()));
  return people;
}

async function logOf(device: Device, status = ''): Promise<Call[]> {
  return (await answer<Page<Call>>(device.rest.get('/api/calls').query(status ? { status } : {}))).body.items;
}

describe('while it rings', () => {
  test('the callee blocks: it is over on their devices, and the caller goes on hearing it ring', async () => {
    const [ana, ben] = await two();
    const tablet = await ben.device();
    await tablet.connect();
    const { call } = await ring(ana, ben);
    const callId = call.id;
    await block(ben, ana);

    const refused = { status: 'ended', endReason: 'declined', endedBy: ben.id };
    for (const device of [ben, tablet])
      await expect(device.receives('call:ended')).resolves.toMatchObject({
        call: { id: callId, ...refused },
      });
    for (const event of ['call:accept', 'call:decline', 'call:alerting', 'call:hangup'] as const)
      await expect(ben.emit(event, { callId })).rejects.toMatchObject({ code: 'call_ended' });
    const later = await ben.device();
    await later.connect();
    await expect(later.receives('call:state')).resolves.toEqual({ calls: [] });
    expect((await ben.rest.get(`/api/calls/${callId}`).expect(200)).body).toMatchObject(refused);
    expect(await logOf(ben, 'created')).toEqual([]);
    expect(await logOf(ben, 'ended')).toMatchObject([{ id: callId, ...refused }]);

    const other = await ana.device();
    await other.connect();
    const { calls } = await other.receives('call:state');
    expect(calls).toMatchObject([{ id: callId, status: 'created' }]);
    expect(await logOf(ana)).toMatchObject([{ id: callId, status: 'created' }]);
    for (const event of ['call:ended', 'call:ringing'] as const) expect(ana.received(event)).toEqual([]);

    await ana.emit('call:hangup', { callId });
    await expect(ana.receives('call:ended')).resolves.toMatchObject({ call: { endReason: 'cancelled' } });
    expect(await logOf(ana)).toMatchObject([{ id: callId, endReason: 'cancelled', endedBy: ana.id }]);
    // For the callee its end stays as it was, it is no missed call, and no event is sent twice.
    expect(await logOf(ben)).toMatchObject([{ id: callId, ...refused }]);
    const missed = await answer<Page<unknown>>(ben.rest.get('/api/inbox/missed-calls').expect(200));
    expect(missed.body.items).toEqual([]);
    expect(ben.received('call:ended')).toHaveLength(1);
  });

  test('the caller blocks: it is taken back', async () => {
    const [ana, ben] = await two();
    const { call } = await ring(ana, ben);
    await block(ana, ben);
    for (const device of [ana, ben])
      await expect(device.receives('call:ended')).resolves.toMatchObject({
        call: { id: call.id, endReason: 'cancelled', endedBy: ana.id },
      });
  });
});

test.each(['caller', 'callee'] as const)('while it runs the %s blocks: it is hung up', async (side) => {
  const [ana, ben] = await two();
  const { call } = await anActiveCall({ ana, ben });
  const blocker = side === 'caller' ? ana : ben;
  await block(blocker, side === 'caller' ? ben : ana);
  for (const device of [ana, ben])
    await expect(device.receives('call:ended')).resolves.toMatchObject({
      call: { id: call.id, endReason: 'hangup', endedBy: blocker.id },
    });
});

test('while it is moved: it is hung up', async () => {
  const [ana, ben] = await two();
  const laptop = await ana.device();
  await laptop.connect();
  const { call } = await anActiveCall({ ana, ben });
  await beginMove(laptop, ben, call.id);
  await block(ben, ana);
  for (const device of [laptop, ana, ben])
    await expect(device.receives('call:ended')).resolves.toMatchObject({ call: { endReason: 'hangup' } });
});

test('a user who rings somebody they have blocked means it: the call goes on', async () => {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  await Promise.all([ana.connect(), ben.connect()]);
  await block(ana, ben);
  const { call } = await ring(ana, ben);
  // The check after a block between other users leaves it alone.
  await block(ana, await aUser('cleo'));
  await ben.emit('call:accept', { callId: call.id });
  await ana.receives('call:accepted');
  await block(ben, await aUser('dan'));
  await ben.emit('call:hangup', { callId: call.id });
  await expect(ana.receives('call:ended')).resolves.toMatchObject({ call: { endedBy: ben.id } });
  expect(ana.received('call:ended')).toHaveLength(1);
});

describe('in a voice channel', () => {
  const ADDRESS = '192.168.7.33';
  const RELAYED = 'candidate:9 1 udp 41885439 198.51.100.9 51000 typ relay raddr 203.0.113.77 rport 40001';

  async function channelOf(...people: Device[]): Promise<Joined[]> {
    const { slug } = await aRoom(people[0]!);
    const joined: Joined[] = [];
    for (const person of people) joined.push(await join(person, slug));
    return joined;
  }

  /** The parts that pass of a host candidate, a relayed one and a description. */
  async function passes(from: Joined, to: Joined): Promise<object[]> {
    const before = to.device.received('signal').length;
    const address = { groupId: from.groupId, to: to.peerId };
    const host = { ...candidate(1), candidate: `candidate:1 1 udp 2113937151 ${ADDRESS} 50000 typ host` };
    const sdp = `${OFFER.sdp}a=${host.candidate}\r\n`;
    await from.device.emit('signal', { ...address, candidate: host });
    await from.device.emit('signal', { ...address, description: { type: 'offer', sdp } });
    await from.device.emit('signal', { ...address, candidate: { candidate: RELAYED, sdpMid: '0' } });
    await from.device.emit('signal', { ...address, candidate: null });
    await to.device.receives('signal', (signal) => signal.candidate === null && signal.from === from.peerId);
    return to.device.received('signal').slice(before);
  }

  function isHidden(signals: object[]): void {
    expect(signals).toHaveLength(3);
    expect(JSON.stringify(signals)).not.toMatch(/192\.168\.7\.33|203\.0\.113\.77/);
    expect(JSON.stringify(signals)).toContain('198.51.100.9');
  }

  function isOpen(signals: object[]): void {
    expect(signals).toHaveLength(4);
    expect(JSON.stringify(signals)).toContain(ADDRESS);
  }

  test.each(['the first', 'the second'])(
    '%s has blocked the other: only relayed candidates pass',
    async (who) => {
      const [ana, ben, cleo] = [await aUser('ana'), await aUser('ben'), await aUser('cleo')];
      await (who === 'the first' ? block(ana, ben) : block(ben, ana));
      const [first, second, third] = await channelOf(ana, ben, cleo);
      isHidden(await passes(first!, second!));
      isHidden(await passes(second!, first!));
      isOpen(await passes(first!, third!));
      isOpen(await passes(third!, second!));
    },
  );

  test('it holds from the block on, and until it is taken back', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const [first, second] = await channelOf(ana, ben);
    isOpen(await passes(first!, second!));
    isOpen(await passes(second!, first!));
    await block(ana, ben);
    // Instances hear of it a moment later.
    await hears(first!, second!, 3);
    await hears(second!, first!, 3);
    await unblock(ana, ben);
    await hears(first!, second!, 4);
    await hears(second!, first!, 4);
  });

  async function hears(from: Joined, to: Joined, count: number): Promise<void> {
    const signals = await eventually(
      () => passes(from, to),
      (passed) => passed.length === count,
    );
    (count === 3 ? isHidden : isOpen)(signals);
  }

  test('what is kept for one who lost the network hides them, too', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    await block(ana, ben);
    const [first, second] = await channelOf(ana, ben);
    const { slug } = await roomOf(ana);
    ben.vanish();
    await ana.receives('voice:peer-lost');
    const address = { groupId: first!.groupId, to: second!.peerId };
    const host = { ...candidate(1), candidate: `candidate:1 1 udp 2113937151 ${ADDRESS} 50000 typ host` };
    await ana.emit('signal', { ...address, candidate: host });
    await ana.emit('signal', { ...address, candidate: { candidate: RELAYED, sdpMid: '0' } });
    await ben.connect();
    const back = await ben.emit('voice:join', { room: slug, peerId: second!.peerId });
    expect(back.missed).toHaveLength(1);
    expect(JSON.stringify(back.missed)).not.toMatch(/192\.168\.7\.33|203\.0\.113\.77/);
  });
});

async function roomOf(owner: Device): Promise<{ slug: string }> {
  const { body } = await answer<Page<{ slug: string }>>(owner.rest.get('/api/chat/rooms').expect(200));
  return body.items[0]!;
}

test('in a room both share nothing else changes: both read what the other writes', async () => {
  const [ana, ben] = await two();
  const { slug } = await aRoom(ana);
  await block(ana, ben);
  for (const device of [ana, ben]) await device.emit('room:join', { room: slug });
  await ben.emit('message:send', { room: slug, clientId: 'one', text: 'hello' });
  await expect(ana.receives('message:new')).resolves.toMatchObject({ text: 'hello' });
  await ana.emit('message:send', { room: slug, clientId: 'two', text: 'hello' });
  await ben.receives('message:new', ({ author }) => author.id === ana.id);
});
