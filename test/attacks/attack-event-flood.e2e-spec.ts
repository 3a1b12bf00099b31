/** Too much from one connection, and too many connections. Own server: elsewhere in the tests limits are wide. */
import { beforeAll, expect, test } from '@jest/globals';
import { aUser, type Device, Refused } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, stores } from '../support/server.mjs';
import { expectUnharmed } from './bystanders.js';

const SOCKETS_PER_USER = 10;

let url: string;
let ben: Device;

beforeAll(async () => {
  url = (await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '1', SOCKETS_PER_USER: '10' })).url;
  ben = await aUser('ben', url);
  await ben.connect();
});

async function flood(eve: Device, event: string, payload: object, times: number) {
  const answers = await Promise.allSettled(
    Array.from({ length: times }, () => eve.emitAnything(event, payload)),
  );
  const refusals = answers.flatMap((answer) =>
    answer.status === 'rejected' && answer.reason instanceof Refused ? [answer.reason] : [],
  );
  return { refusals, accepted: answers.filter((answer) => answer.status === 'fulfilled').length };
}

test('a flood of events is slowed down, then ended', async () => {
  const eve = await aUser('eve', url);
  await eve.connect();
  const { refusals, accepted } = await flood(eve, 'presence:ping', {}, 200);
  expect(accepted).toBeGreaterThanOrEqual(40);
  expect(refusals).toHaveLength(5);
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
  }
  await expect(eve.receives('session:ended')).resolves.toMatchObject({
    code: 'rate_limited',
    closeCode: 4429,
    reconnect: true,
    retryAfterMs: expect.any(Number),
  });
  await expect(eve.disconnected()).resolves.toBe('io server disconnect');
  expect(eve.received('session:ended')).toHaveLength(1);
  await expectUnharmed(url, ben);
});

test('a flood of signals too', async () => {
  const eve = await aUser('eve', url);
  await eve.connect();
  const { refusals } = await flood(eve, 'signal', { groupId: 'g', to: 'p', candidate: null }, 1500);
  expect(new Set(refusals.map((refusal) => refusal.code))).toEqual(new Set(['not_in_group', 'rate_limited']));
  expect(refusals.filter((refusal) => refusal.code === 'not_in_group').length).toBeGreaterThanOrEqual(300);
  await expect(eve.receives('session:ended')).resolves.toMatchObject({
    code: 'rate_limited',
    closeCode: 4429,
  });
  await eve.disconnected();
  await expectUnharmed(url, ben);
});

test('a person has so many connections and no more, until one ends', async () => {
  const eve = await aUser('eve', url);
  const tabs = Array.from({ length: SOCKETS_PER_USER }, () => eve.at(url));
  for (const tab of tabs) await tab.connect();

  const refused = { code: 'ws_too_many_connections', closeCode: 4429, retryable: true };
  await expect(eve.connect()).rejects.toMatchObject(refused);
  await expectUnharmed(url, ben, ...tabs);

  tabs[0]!.disconnect();
  await eventually(
    () => eve.connect().then(() => true),
    (connected) => connected,
  );
});
