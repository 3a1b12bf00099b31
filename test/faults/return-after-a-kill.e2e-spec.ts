/** Many people behind one IP address come back at once when their instance has died: within limits that are meant for strangers. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Device } from '../support/client.js';
import { anIp, REAL_LIMITS, someone } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { type CuttableServer, cuttableServer } from './cuttable-server.js';

const PEOPLE = 18;
const LIMIT = 20;

let first: RunningServer;
let second: CuttableServer;

beforeAll(async () => {
  const shared = {
    ...(await stores()),
    ...REAL_LIMITS,
    // Nothing here waits for the lease of the dead instance.
    INSTANCE_LEASE_S: '50',
    SOCKETS_PER_ADDRESS: String(LIMIT),
    CONNECTS_PER_ADDRESS: String(LIMIT),
    SOCKETS_PER_USER: '2',
  };
  first = await startServer(shared, { name: 'killed' });
  second = await cuttableServer({}, { shared, name: 'survivor' });
});

afterAll(() => second?.stop());

const connects = (device: Device, ip: string, token: unknown = device.accessToken) =>
  device.connect({ auth: { token }, extraHeaders: { 'x-forwarded-for': ip } });

const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'connected',
    (refusal: { code?: string }) => refusal.code,
  );

test('tries that are refused because a store is away are not counted', async () => {
  const ip = anIp();
  const ana = await someone(second.url);
  second.redis.cut();
  await second.readiness(503);
  for (let i = 0; i < 2 * LIMIT; i += 1) expect(await outcome(connects(ana, ip))).toBe('service_unavailable');
  second.redis.mend();
  await second.readiness(200);
  await connects(ana, ip);
});

test('attempts that are refused because the IP address has too many connections are not counted', async () => {
  const ip = anIp();
  const strict = await startServer({
    ...(await stores()),
    ...REAL_LIMITS,
    SOCKETS_PER_ADDRESS: '1',
    CONNECTS_PER_ADDRESS: '4',
  });
  const [ana, ben] = [await someone(strict.url, 'ana'), await someone(strict.url, 'ben')];
  await connects(ana, ip);
  for (let i = 0; i < 8; i += 1) expect(await outcome(connects(ben, ip))).toBe('ws_too_many_connections');
  ana.disconnect();
  await eventually(
    () => outcome(connects(ben, ip)),
    (came) => came === 'connected',
  );
});

test('everybody of an instance that was killed comes back at once, and nobody beyond the limits', async () => {
  const ip = anIp();
  const people = await Promise.all(Array.from({ length: PEOPLE }, () => someone(first.url)));
  const tabs = people
    .map((person) => [person, person.at(first.url)] as const)
    .flat()
    .slice(0, PEOPLE);
  await Promise.all(tabs.map((tab) => connects(tab, ip)));
  await first.kill();

  const back = tabs.map((tab) => tab.at(second.url));
  await expect(Promise.all(back.map((tab) => outcome(connects(tab, ip))))).resolves.toEqual(
    Array(PEOPLE).fill('connected'),
  );

  const others = await Promise.all(Array.from({ length: LIMIT - PEOPLE + 1 }, () => someone(second.url)));
  const last = others.pop()!;
  for (const device of others) await connects(device, ip);
  expect(await outcome(connects(last, ip))).toBe('ws_too_many_connections');
  // The loss of the instance does not justify unlimited attempts.
  const answers: (string | undefined)[] = [];
  await eventually(
    async () => answers.push(await outcome(connects(last, ip, 'garbage'))) && answers.at(-1),
    (answer) => answer === 'rate_limited',
  );
  expect(answers.length).toBeLessThan(5 * LIMIT);
  back[0]!.disconnect();
});
