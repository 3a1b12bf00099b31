/** Escaping a limit by claiming another IP address. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';
import { anIp, from, REAL_LIMITS } from '../support/crowd.js';

const refused = (answers: { status: number }[]) => answers.filter(({ status }) => status === 429).length;

describe('from a client that is no trusted proxy', () => {
  const claims: Record<string, (i: number) => string> = {
    'x-forwarded-for': (i) => `203.0.113.${i}`,
    forwarded: (i) => `for=203.0.113.${i};proto=https`,
    'x-real-ip': (i) => `203.0.113.${i}`,
    'cf-connecting-ip': (i) => `203.0.113.${i}`,
    'true-client-ip': (i) => `203.0.113.${i}`,
    'x-client-ip': (i) => `203.0.113.${i}`,
  };
  let url: string;
  const guest = (headers: Record<string, string>) =>
    supertest(url).post('/api/auth/guest').set(headers).send({});

  test.each([
    ['when none is trusted', ''],
    ['when another is', '192.0.2.1'],
  ])('no header changes the IP address %s', async (_when, TRUSTED_PROXIES) => {
    url = (await startServer({ ...(await stores()), RATE_LIMIT_FACTOR: '1', TRUSTED_PROXIES })).url;
    const entered = [];
    for (const [name, claim] of Object.entries(claims))
      entered.push(...(await Promise.all([1, 2, 3, 4].map((i) => guest({ [name]: claim(i) })))));
    const all = Object.fromEntries(Object.entries(claims).map(([name, claim]) => [name, claim(9)]));
    entered.push(...(await Promise.all(Array.from({ length: 6 }, () => guest(all)))));
    expect(refused(entered)).toBe(0);
    for (const headers of [{}, all, ...Object.keys(claims).map((name) => ({ [name]: '203.0.113.77' }))])
      expect((await refusal(guest(headers), 429)).code).toBe('rate_limited');
  });
});

describe('behind a trusted proxy', () => {
  let url: string;

  beforeAll(async () => {
    url = (await startServer({ ...(await stores()), ...REAL_LIMITS })).url;
  });

  const guests = (ip: (i: number) => string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => from(url, ip(i), 'guest', {})));

  test('a /64 is one client, however its addresses are spelled', async () => {
    const answers = await guests((i) => `2001:db8:7:7:${i.toString(16)}::${i}`, 33);
    expect(refused(answers)).toBe(3);
    for (const spelled of [
      '2001:DB8:7:7:FFFF::1',
      '2001:0db8:0007:0007:0000:0000:0000:0001',
      '2001:db8:7:7::1%eth0',
      '[2001:db8:7:7::1]:49152',
      '2001:db8:7:7::198.51.100.1',
    ])
      expect(refused(await guests(() => spelled, 1))).toBe(1);
    expect(refused(await guests(() => '2001:db8:7:8::1', 1))).toBe(0);
  });

  test('IPv4 and the same mapped into IPv6, with or without a port', async () => {
    const ip = anIp();
    await guests(() => ip, 30);
    const hex = ip
      .split('.')
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('');
    for (const spelled of [
      `::ffff:${ip}`,
      `::FFFF:${hex.slice(0, 4)}:${hex.slice(4)}`,
      `0:0:0:0:0:ffff:${ip}`,
      `${ip}:49152`,
    ])
      expect(refused(await guests(() => spelled, 1))).toBe(1);
  });

  test('what a client writes before the hop that the proxy added does not count', async () => {
    const ip = anIp();
    await guests((i) => `203.0.113.${i + 1}, ${ip}`, 30);
    expect(refused(await guests(() => `203.0.113.99, ${ip}`, 1))).toBe(1);
    const more = from(url, `203.0.113.98, ${ip}`, 'guest', {}).set({
      forwarded: 'for=203.0.113.97',
      'x-real-ip': '203.0.113.97',
      'cf-connecting-ip': '203.0.113.97',
      'true-client-ip': '203.0.113.97',
    });
    expect((await refusal(more, 429)).code).toBe('rate_limited');
  });
});
