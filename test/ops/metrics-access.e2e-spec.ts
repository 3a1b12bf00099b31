/** Access to /metrics in production. */
import { describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

const TOKEN = 'let-prometheus-in-please';
const production = async (env: Record<string, string>) =>
  startServer({
    ...(await stores()),
    NODE_ENV: 'production',
    BCRYPT_COST: '10',
    RATE_LIMIT_FACTOR: '1000',
    PUBLIC_URL: 'https://calls.example.org',
    ...env,
  });
const read = async ({ url }: RunningServer, headers: Record<string, string> = {}) =>
  (await supertest(url).get('/metrics').set(headers)).status;

describe('without a token', () => {
  it('this machine alone, where clients connect directly; the start says so', async () => {
    const server = await production({ DIRECT_EXPOSURE: 'true' });
    expect(server.log()).toContain('set METRICS_TOKEN');
    expect(await read(server)).toBe(200);
    expect(await read(server, { 'x-forwarded-for': '127.0.0.1' })).toBe(403);
  });

  it('the private network, behind a proxy', async () => {
    const server = await production({ TRUSTED_PROXIES: '127.0.0.1' });
    expect(await read(server)).toBe(200);
    for (const [client, status] of [
      ['172.29.113.20', 200],
      ['fd00::20', 200],
      ['93.184.215.14', 403],
      ['2606:4700::1111', 403],
    ] as const)
      expect([client, await read(server, { 'x-forwarded-for': client })]).toEqual([client, status]);
  });
});

it('with one, clients that have it and no others', async () => {
  const server = await production({ DIRECT_EXPOSURE: 'true', METRICS_TOKEN: TOKEN });
  expect(server.log()).not.toContain('set METRICS_TOKEN');
  expect(await read(server)).toBe(403);
  expect(await read(server, { authorization: `Bearer ${TOKEN}x` })).toBe(403);
  expect(await read(server, { authorization: `Bearer ${TOKEN}` })).toBe(200);
});
