/** Too many connections, and too many tries. Own servers: elsewhere in the tests limits are wide. */
import { beforeAll, expect, test } from '@jest/globals';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { Device, PASSWORD } from '../support/client.js';
import { anIp, REAL_LIMITS, someone, tries } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';
import { answer } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';
import { expectUnharmed } from './bystanders.js';

const LIMITS = {
  SOCKETS_PER_USER: '3',
  SOCKETS_PER_ADDRESS: '6',
  // Of which one session has eight.
  CONNECTS_PER_USER: '12',
  CONNECTS_PER_ADDRESS: '20',
};

const RATE_LIMITED = {
  code: 'rate_limited',
  closeCode: 4429,
  retryable: true,
  retryAfterMs: expect.any(Number),
};
const FULL = { ...RATE_LIMITED, code: 'ws_too_many_connections' };

let first: string;
let second: string;
let ben: Device;

beforeAll(async () => {
  const env = { ...(await stores()), ...REAL_LIMITS, ...LIMITS };
  first = (await startServer(env)).url;
  second = (await startServer(env)).url;
  ben = await someone(first, 'ben');
  await connects(ben);
});

/** From an IP address of its own, unless one is given. */
function connects(device: Device, ip = anIp(), token: unknown = device.accessToken): Promise<unknown> {
  return device.connect({ auth: { token }, extraHeaders: { 'x-forwarded-for': ip } });
}

async function comesAndGoes(device: Device, ip?: string): Promise<void> {
  await connects(device, ip);
  device.disconnect();
}

async function otherSession({ user }: Device, url: string): Promise<Device> {
  const { body } = await answer<SignedIn>(tries(url, user.username, PASSWORD).expect(200));
  return new Device(user.username, 1, url, body);
}

/** The results of sequential attempts. */
async function outcomes(tries: number, attempt: (i: number) => Promise<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let i = 0; i < tries; i += 1)
    found.push(
      await attempt(i).then(
        () => 'connected',
        (refusal: { code?: string }) => refusal.code,
      ),
    );
  return found;
}

const times = (count: number, value: string) => Array<string>(count).fill(value);

test('an IP address tries too often, on both instances together, with good tokens and bad ones', async () => {
  const ip = anIp();
  const [eve, ivy] = [await someone(first, 'eve'), await someone(second, 'ivy')];
  await expect(outcomes(8, (i) => comesAndGoes(i % 2 ? eve : ivy, ip))).resolves.toEqual(
    times(8, 'connected'),
  );
  await expect(outcomes(12, () => connects(eve, ip, 'garbage'))).resolves.toEqual(times(12, 'token_invalid'));
  await expect(connects(eve, ip)).rejects.toMatchObject(RATE_LIMITED);
  await expect(connects(ivy, ip)).rejects.toMatchObject(RATE_LIMITED);
  await expect(connects(ivy, ip, 'garbage')).rejects.toMatchObject(RATE_LIMITED);
  // Elsewhere they may.
  await comesAndGoes(eve);
  await comesAndGoes(ivy);
  await expectUnharmed(first, ben);
});

test('in IPv6 a /64 counts as one IP address', async () => {
  const eve = await someone(first, 'eve');
  await outcomes(20, (i) => connects(eve, `2001:db8:5:1::${i + 1}`, 'garbage'));
  await expect(connects(eve, '2001:db8:5:1:ffff::1')).rejects.toMatchObject(RATE_LIMITED);
  await comesAndGoes(eve, '2001:db8:5:2::1');
});

test('a person connects too often, from wherever and to whichever instance', async () => {
  const eve = await someone(first, 'eve');
  const there = await otherSession(eve, second);
  await expect(outcomes(12, (i) => comesAndGoes(i % 2 ? eve : there))).resolves.toEqual(
    times(12, 'connected'),
  );
  await expect(connects(eve)).rejects.toMatchObject(RATE_LIMITED);
  await expect(connects(there)).rejects.toMatchObject(RATE_LIMITED);
  await expectUnharmed(first, ben);
});

test('one device connects too often: the other devices of that person still may', async () => {
  const looping = await someone(first, 'eve');
  await expect(outcomes(8, (i) => comesAndGoes(looping.at(i % 2 ? first : second)))).resolves.toEqual(
    times(8, 'connected'),
  );
  await expect(outcomes(20, () => connects(looping))).resolves.toEqual(times(20, 'rate_limited'));
  const phone = await otherSession(looping, second);
  await expect(outcomes(4, () => comesAndGoes(phone))).resolves.toEqual(times(4, 'connected'));
});

test('a person has too many connections at once, until one ends', async () => {
  const eve = await someone(first, 'eve');
  const tabs = [eve.at(first), eve.at(second), eve.at(first)];
  for (const tab of tabs) await connects(tab);
  await expect(connects(eve)).rejects.toMatchObject(FULL);
  await expect(connects(eve.at(second))).rejects.toMatchObject(FULL);
  await expectUnharmed(first, ben, ...tabs);
  tabs[1]!.disconnect();
  const isIn = () => connects(eve).then(() => true);
  await eventually(isIn, (connected) => connected);
});

test('an IP address has too many connections at once, until one ends', async () => {
  const ip = anIp();
  const crowd: Device[] = [];
  for (let i = 0; i < 6; i += 1) crowd.push(await someone(i % 2 ? first : second));
  for (const device of crowd) await connects(device, ip);
  const late = await someone(first, 'late');
  await expect(connects(late, ip)).rejects.toMatchObject(FULL);
  await comesAndGoes(late);
  crowd[0]!.disconnect();
  await eventually(
    () => connects(late, ip).then(() => true),
    (connected) => connected,
  );
});

test('by itself a server takes a few hundred connections from one IP address at once', async () => {
  const { url } = await startServer({ ...(await stores()), ...REAL_LIMITS });
  const people = await Promise.all(Array.from({ length: 20 }, () => someone(url)));
  const devices = people.flatMap((person) => Array.from({ length: 15 }, () => person.at(url)));
  await Promise.all(devices.map((device) => device.connect()));
  expect(devices.every(({ isConnected }) => isConnected)).toBe(true);
});
