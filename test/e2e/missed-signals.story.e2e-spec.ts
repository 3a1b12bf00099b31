/** Signals for a device that is away are handed over when it comes back: in order, each once, on any instance. */
import { describe, expect, test } from '@jest/globals';
import type { SignalIn } from '../../src/signaling/signaling.protocol.js';
import { type ActiveCall, anActiveCall, candidate, OFFER } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';

const MORE_THAN_IS_KEPT = 60;

const otherInstance = ({ url }: Device) => (instanceUrl(1) === url ? instanceUrl(0) : instanceUrl(1));
const numbers = (signals: SignalIn[]) =>
  signals.map(({ candidate: one }) => Number(one?.candidate.split(/[: ]/)[1]));
const numbered = (device: Device) => ({ auth: { token: device.accessToken, signalSeq: true } });

async function aNumberedCall(): Promise<ActiveCall> {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  await ana.connect(numbered(ana));
  await ben.connect(numbered(ben));
  return anActiveCall({ ana, ben });
}

/** Ben's signals, so many that the test waits for each to be acknowledged. */
async function benSends({ ben, call, anaPeer }: ActiveCall, ...candidates: number[]): Promise<void> {
  for (const number of candidates)
    await ben.emit('signal', { groupId: call.id, to: anaPeer, candidate: candidate(number) });
}

describe('a client that does not ask for numbers', () => {
  test('is handed what came while it was known to be away, without numbers, and once', async () => {
    const talk = await anActiveCall();
    const { ana, ben, call, benPeer } = talk;
    const callId = call.id;
    await benSends(talk, 1);
    expect(await ana.receives('signal')).not.toHaveProperty('seq');
    ana.vanish();
    await ben.receives('call:peer-lost');
    await ben.emit('signal', { groupId: callId, to: talk.anaPeer, description: OFFER });
    await benSends(talk, 2, 3);

    const again = ana.at(otherInstance(ana));
    await again.connect();
    const { missed, recovered } = await again.emit('call:resume', { callId });
    const fromBen = { groupId: callId, from: benPeer };
    expect(missed).toEqual([
      { ...fromBen, description: OFFER },
      { ...fromBen, candidate: candidate(2) },
      { ...fromBen, candidate: candidate(3) },
    ]);
    // The frames on the wire when the connection broke are not known.
    expect(recovered).toBe(false);

    await benSends(talk, 4);
    expect(numbers([await again.receives('signal')])).toEqual([4]);
    expect((await again.emit('call:resume', { callId })).missed).toEqual([]);
  });
});

describe('a client that says what it has seen', () => {
  test('is handed what came after that, also what was on the wire when the connection broke', async () => {
    const talk = await aNumberedCall();
    const { ana, ben, call } = talk;
    const callId = call.id;
    await benSends(talk, 1, 2, 3);
    const first = await ana.receives('signal');
    expect(numbers([first])).toEqual([1]);
    // 2 and 3 did not get through, as far as she says.
    ana.vanish();
    await ben.receives('call:peer-lost');
    await benSends(talk, 4);

    const again = ana.at(otherInstance(ana));
    await again.connect(numbered(again));
    const resumed = await again.emit('call:resume', { callId, lastSeq: first.seq });
    expect(numbers(resumed.missed)).toEqual([2, 3, 4]);
    expect(resumed.recovered).toBe(true);

    const lastSeq = resumed.missed.at(-1)!.seq;
    await expect(again.emit('call:resume', { callId, lastSeq })).resolves.toMatchObject({
      missed: [],
      recovered: true,
    });
    await benSends(talk, 5);
    expect((await again.receives('signal')).seq).toBeGreaterThan(lastSeq!);
  });

  test('gets all of it when the sender, too, moved to another instance meanwhile', async () => {
    const talk = await aNumberedCall();
    const { ana, ben, call } = talk;
    const callId = call.id;
    ana.vanish();
    await ben.receives('call:peer-lost');
    await benSends(talk, 1, 2);
    ben.vanish();
    const benAgain = ben.at(otherInstance(ben));
    await benAgain.connect(numbered(benAgain));
    await benAgain.emit('call:resume', { callId, lastSeq: 0 });
    await benSends({ ...talk, ben: benAgain }, 3);

    const again = ana.at(ana.url);
    await again.connect(numbered(again));
    const { missed, recovered } = await again.emit('call:resume', { callId, lastSeq: 0 });
    expect(numbers(missed)).toEqual([1, 2, 3]);
    expect(recovered).toBe(true);
    expect(missed.map(({ seq }) => seq)).toEqual(missed.map(({ seq }) => seq).sort((a, b) => a! - b!));
  });

  test('is notified when it was away for too long to know', async () => {
    const talk = await aNumberedCall();
    const { ana, ben, call } = talk;
    ana.vanish();
    await ben.receives('call:peer-lost');
    const all = Array.from({ length: MORE_THAN_IS_KEPT }, (_, i) => i + 1);
    await benSends(talk, ...all);
    const again = ana.at(ana.url);
    await again.connect(numbered(again));
    const { missed, recovered } = await again.emit('call:resume', { callId: call.id, lastSeq: 0 });
    expect(recovered).toBe(false);
    expect(numbers(missed)).toEqual(all.slice(-missed.length));
  });

  test.each([-1, 1.5, '7', null, [1]])('%j is no number of a signal', async (lastSeq) => {
    const { ana, call } = await anActiveCall();
    if (lastSeq === null)
      return expect(ana.emitAnything('call:resume', { callId: call.id, lastSeq })).resolves.toBeDefined();
    await expect(ana.emitAnything('call:resume', { callId: call.id, lastSeq })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: expect.arrayContaining([expect.objectContaining({ path: 'lastSeq' })]),
    });
  });
});

test('a peer that left for good is gone: nothing is kept for it', async () => {
  const talk = await anActiveCall();
  const { ana, ben, call, anaPeer } = talk;
  await ana.emit('call:hangup', { callId: call.id });
  await ben.receives('call:ended');
  const late = ben.emit('signal', { groupId: call.id, to: anaPeer, candidate: candidate(1) });
  await expect(late).rejects.toMatchObject({ code: 'not_in_group' });
});
