/** The call log: newest first, by person, by status, page after page. */
import { expect, test } from '@jest/globals';
import type { Call } from '../../src/calls/calls.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { aUser, type Device } from '../support/client.js';

async function log(person: Device, query: Record<string, string | number> = {}): Promise<Page<Call>> {
  const answer = await person.rest.get('/api/calls').query(query).expect(200);
  return answer.body as Page<Call>;
}

const ids = (calls: Call[]) => calls.map((call) => call.id);

test('ana looks through her calls', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  const dan = await aUser('dan');
  await ana.connect();
  await ben.connect();
  const calls: string[] = [];
  // Caller and callee; every call but the last is cancelled.
  for (const [caller, callee] of [
    [ana, ben],
    [ben, ana],
    [ana, dan],
    [ana, ben],
    [ana, dan],
  ] as const) {
    const { call } = await caller.emit('call:ring', { calleeId: callee.id, media: 'audio' });
    if (calls.unshift(call.id) < 5) await caller.emit('call:hangup', { callId: call.id });
  }

  expect(ids((await log(ana)).items)).toEqual(calls);
  expect(ids((await log(ben)).items)).toEqual([calls[1], calls[3], calls[4]]);
  expect(ids((await log(ana, { peer: dan.id })).items)).toEqual([calls[0], calls[2]]);
  expect(ids((await log(ana, { peer: ben.id })).items)).toEqual([calls[1], calls[3], calls[4]]);
  expect(ids((await log(ana, { status: 'created' })).items)).toEqual([calls[0]]);
  expect(ids((await log(ana, { status: 'ended' })).items)).toEqual(calls.slice(1));
  expect(ids((await log(ana, { status: 'active' })).items)).toEqual([]);
  expect(ids((await log(ana, { status: 'ended', peer: dan.id })).items)).toEqual([calls[2]]);

  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page<Call> = await log(ana, { limit: 2, ...(cursor && { cursor }) });
    seen.push(...ids(page.items));
    expect(page.items.length).toBeLessThanOrEqual(2);
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(calls);
  await expect(log(ana, { limit: 5 })).resolves.toMatchObject({ nextCursor: null });
});
