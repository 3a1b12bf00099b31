/** Signals that a sender may not send, or not in that form. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ActiveCall, anActiveCall, candidate, OFFER, ring } from '../support/calls.js';
import { aUser, type Device, Refused } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { expectUnharmed, sendRaw } from './bystanders.js';

let eve: Device;
let theirs: ActiveCall;
let groupId: string;

beforeEach(async () => {
  eve = await aUser('eve');
  await eve.connect();
  theirs = await anActiveCall();
  groupId = theirs.call.id;
});

afterEach(() => expectUnharmed(eve.url, theirs.ben));

/** Both ways into the server: as clients write it, and in an order that takes the ordinary way. */
const spellings: [string, (to: string, body: object) => object][] = [
  ['as clients write it', (to, body) => ({ groupId, to, ...body })],
  ['in another order', (to, body) => ({ ...body, to, groupId })],
];

describe.each(spellings)('written %s', (_name, signal) => {
  test('eve, who is not in the call, reaches nobody', async () => {
    for (const body of [{ description: OFFER }, { candidate: candidate(1) }, { candidates: [null] }])
      await expect(eve.emitAnything('signal', signal(theirs.benPeer, body))).rejects.toMatchObject({
        code: 'not_in_group',
      });
    await expect(eve.emit('signal', { groupId, candidate: null })).rejects.toMatchObject({
      code: 'not_in_group',
    });
    await theirs.ben.emit('presence:ping', {});
    expect(theirs.ben.received('signal')).toEqual([]);
  });

  test("ben's other device, which did not answer, reaches nobody either", async () => {
    const tablet = await theirs.ben.device();
    await tablet.connect();
    await expect(
      tablet.emitAnything('signal', signal(theirs.anaPeer, { candidate: null })),
    ).rejects.toMatchObject({ code: 'not_in_group' });
  });

  test('a forged sender is refused', async () => {
    for (const from of [theirs.anaPeer, theirs.benPeer])
      await expect(
        theirs.ana.emitAnything('signal', { ...signal(theirs.benPeer, { candidate: null }), from }),
      ).rejects.toMatchObject({
        code: 'validation_failed',
        errors: [expect.objectContaining({ path: 'from' })],
      });
    await theirs.ana.emit('signal', { groupId, to: theirs.benPeer, candidate: candidate(1) });
    await expect(theirs.ben.receives('signal')).resolves.toMatchObject({ from: theirs.anaPeer });
  });

  test('a peer of another call is not there', async () => {
    const others = await anActiveCall({ ana: eve });
    for (const to of [others.benPeer, others.anaPeer, 'nobody', groupId])
      await expect(theirs.ana.emitAnything('signal', signal(to, { candidate: null }))).rejects.toMatchObject({
        code: 'peer_gone',
      });
    await others.ben.emit('presence:ping', {});
    expect(others.ben.received('signal')).toEqual([]);
    expect(eve.received('signal')).toEqual([]);
  });

  test('after the end nothing is relayed', async () => {
    const { ana, ben, benPeer } = theirs;
    await ana.emit('signal', { groupId, to: benPeer, candidate: candidate(1) });
    await ben.emit('call:hangup', { callId: groupId });
    await ana.receives('call:ended');
    const refused = await eventually(
      () =>
        ana.emitAnything('signal', signal(benPeer, { candidate: null })).then(
          () => undefined,
          (error: Refused) => error.code,
        ),
      (code) => code !== undefined,
    );
    expect(refused).toBe('not_in_group');
  });

  test.each<[string, object]>([
    ['no body', {}],
    ['two bodies', { candidate: null, candidates: [] }],
    ['a description of no type', { description: { sdp: 'v=0' } }],
    ['a description of a wrong type', { description: { type: 'shout', sdp: 'v=0' } }],
    ['an offer without SDP', { description: { type: 'offer' } }],
    ['an SDP that is none', { description: { type: 'offer', sdp: { length: 5 } } }],
    ['a description that is null', { description: null }],
    ['a candidate that is text', { candidate: 'candidate:1' }],
    ['a candidate without its line', { candidate: { sdpMid: '0' } }],
    ['candidates that are no list', { candidates: { length: 1 } }],
    ['a candidate in the list that is none', { candidates: [candidate(1), 7] }],
    ['101 candidates', { candidates: Array.from({ length: 101 }, () => null) }],
    ['an unknown field', { candidate: null, force: true }],
  ])('%s is refused', async (_what, body) => {
    await expect(theirs.ana.emitAnything('signal', signal(theirs.benPeer, body))).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [expect.anything()],
    });
  });
});

test.each<[string, unknown]>([
  ['a list', []],
  ['text', 'x'],
  ['nothing', undefined],
  ['null', null],
  ['a group that is an object', { groupId: {}, candidate: null }],
  ['a group with the name of a prototype', { groupId: '__proto__', candidate: null }],
  ['a receiver that is a list', { groupId: 'x', to: ['x'], candidate: null }],
])('a signal that is %s', async (_name, payload) => {
  await expect(theirs.ana.emitAnything('signal', payload)).rejects.toMatchObject({
    code: expect.stringMatching(/^(validation_failed|not_in_group)$/),
  });
});

test('a frame of more than 64 KiB ends only the connection it came on', async () => {
  const { ana, ben, benPeer } = theirs;
  const tablet = await ana.device();
  await tablet.connect();
  const sdp = 'x'.repeat(64 * 1024);
  ana.socket.emit('signal', { groupId, to: benPeer, description: { type: 'offer', sdp } });
  await ana.disconnected();
  await ben.receives('call:peer-lost');
  expect(ben.received('signal')).toEqual([]);
  await expectUnharmed(ana.url, tablet, ben);
});

describe('JSON with tricks', () => {
  test('the last of two groups counts, and ana is not in that one', async () => {
    const { ana, ben, benPeer } = theirs;
    sendRaw(
      ana,
      `2["signal",{"groupId":"${groupId}","to":"${benPeer}","groupId":"another","candidate":null}]`,
    );
    await expect(ana.receives('error')).resolves.toMatchObject({ code: 'not_in_group', event: 'signal' });
    await ben.emit('presence:ping', {});
    expect(ben.received('signal')).toEqual([]);
  });

  test('the names of prototypes are fields like others, and unknown', async () => {
    const { ana, benPeer } = theirs;
    for (const name of ['__proto__', 'constructor', 'toString']) {
      sendRaw(
        ana,
        `2["signal",{"groupId":"${groupId}","to":"${benPeer}","candidate":null,"${name}":{"x":1}}]`,
      );
      await expect(ana.receives('error')).resolves.toMatchObject({
        code: 'validation_failed',
        errors: [{ path: name }],
      });
    }
  });

  test('inside a candidate they pass and change nothing', async () => {
    const { ana, ben, benPeer } = theirs;
    const tricky =
      '{"candidate":"c","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    sendRaw(ana, `2["signal",{"groupId":"${groupId}","to":"${benPeer}","candidate":${tricky}}]`);
    const { candidate: received } = await ben.receives('signal');
    expect(JSON.stringify(received)).toBe(tricky);
    ana.disconnect();
    expect((await ana.connect()).user).not.toHaveProperty('polluted');
  });

  test.each(spellingsOfDepth())('nesting of ten thousand levels, %s, is refused', async (_name, text) => {
    const { ana, ben, benPeer } = theirs;
    await ana.emit('signal', { groupId, to: benPeer, candidate: candidate(1) });
    sendRaw(ana, text(groupId, benPeer));
    await expect(ana.receives('error')).resolves.toMatchObject({ code: 'validation_failed' });
    await expectUnharmed(ana.url, ana, ben, eve);
    expect(ben.received('signal')).toHaveLength(1);
  });
});

test('a client that has left the namespace but not the connection no longer signals', async () => {
  const { ana, ben, benPeer } = theirs;
  await ana.emit('signal', { groupId, to: benPeer, candidate: candidate(1) });
  sendRaw(ana, '1');
  await ben.receives('call:peer-lost');
  sendRaw(ana, `2["signal",{"groupId":"${groupId}","to":"${benPeer}","candidate":{"candidate":"late"}}]`);
  await eventually(
    () => ana.socket.io.engine.readyState,
    (state) => state === 'closed',
  );
  await ben.emit('presence:ping', {});
  expect(ben.received('signal')).toHaveLength(1);
});

test('the hundred-and-first early signal is refused', async () => {
  const ben = await aUser('ben');
  await ben.connect();
  const rung = await ring(eve, ben);
  const early = Array.from({ length: 101 }, (_, i) =>
    eve.emit('signal', { groupId: rung.call.id, candidate: candidate(i) }),
  );
  const answers = await Promise.allSettled(early);
  expect(answers.slice(0, 100).every((answer) => answer.status === 'fulfilled')).toBe(true);
  expect(answers[100]).toMatchObject({ reason: { code: 'too_many_early_signals', retryable: false } });
  const { pending } = await ben.emit('call:accept', { callId: rung.call.id });
  expect(pending).toHaveLength(100);
  expect(pending[99]).toMatchObject({ candidate: candidate(99) });
});

function spellingsOfDepth(): [string, (groupId: string, to: string) => string][] {
  const deep = `{"candidate":"c","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
  return [
    [
      'as clients write it',
      (group, to) => `2["signal",{"groupId":"${group}","to":"${to}","candidate":${deep}}]`,
    ],
    [
      'in another order',
      (group, to) => `2["signal",{"to":"${to}","groupId":"${group}","candidate":${deep}}]`,
    ],
    ['without a recipient', (group) => `2["signal",{"groupId":"${group}","candidate":${deep}}]`],
    [
      'as a field of another event',
      () => `2["call:accept",{"callId":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}]`,
    ],
    ['as the payload', () => `2["call:accept",${'['.repeat(10_000)}${']'.repeat(10_000)}]`],
  ];
}
