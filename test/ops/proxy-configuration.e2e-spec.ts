/** @needs nginx openssl */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { ask, type Answer } from './https-client.js';
import { checkConfiguration, startProxy, type Proxy } from './proxy.js';
import { startStandIn, type Received, type StandIn } from './stand-in.js';

const cookie = (route: string) => ({ cookie: `ringline_route=${route}` });
const seen = (answer: Answer) => JSON.parse(answer.body) as Received;

describe('the proxy', () => {
  let one: StandIn;
  let two: StandIn;
  let proxy: Proxy;

  beforeEach(async () => {
    one = await startStandIn('one', (request, response) => {
      if (request.url === '/die') response.destroy();
      if (request.url === '/busy') response.writeHead(503, { 'retry-after': '7' }).end('{"code":"draining"}');
    });
    two = await startStandIn('two', (request, response) => {
      if (request.url === '/die') response.destroy();
      if (request.url === '/busy') response.writeHead(503, { 'retry-after': '7' }).end('{"code":"draining"}');
    });
    proxy = await startProxy([one.address, two.address]);
  });

  afterEach(async () => {
    await proxy.stop();
    await Promise.all([one.stop(), two.stop()]);
  });

  it('passes nginx -t without a warning', async () => {
    const said = await checkConfiguration(['127.0.0.1:3001', '127.0.0.1:3002']);
    expect(said).toMatch(/test is successful/);
    expect(said).not.toMatch(/\[(warn|error|emerg)\]/);
  });

  it('says who the client is, whatever the client says', async () => {
    const claims = {
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'evil.example',
      'x-real-ip': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
      x_forwarded_for: '203.0.113.9',
    };
    const { headers } = seen(
      await ask(proxy.httpsPort, { path: '/api/meta', headers: claims, from: '127.0.0.7' }),
    );
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.7',
      'x-real-ip': '127.0.0.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': `localhost:${proxy.httpsPort}`,
      host: `localhost:${proxy.httpsPort}`,
    });
    expect(headers).not.toHaveProperty('forwarded');
    expect(headers).not.toHaveProperty('x_forwarded_for');
  });

  it('keeps a harmless request id and replaces any other', async () => {
    const given = async (id: string) =>
      seen(await ask(proxy.httpsPort, { path: '/', headers: { 'x-request-id': id } })).headers[
        'x-request-id'
      ];
    expect(await given('order-4711.retry_2')).toBe('order-4711.retry_2');
    expect(await given('"><script>')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('passes the path as it came', async () => {
    const { url } = seen(await ask(proxy.httpsPort, { path: '/api/users/a%2Fb//c/./d?q=%20' }));
    expect(url).toBe('/api/users/a%2Fb//c/./d?q=%20');
  });

  it('sends plain HTTP to the public origin, not to the host that was asked for', async () => {
    const answer = await ask(
      proxy.httpPort,
      { method: 'POST', path: '/api/auth/login?a=b', headers: { host: 'evil.example' } },
      'http',
    );
    expect(answer.status).toBe(308);
    expect(answer.headers.location).toBe(`${proxy.url}/api/auth/login?a=b`);
  });

  it.each([
    '/metrics',
    '/metrics/',
    '//metrics',
    '/%6detrics',
    '/METRICS',
    '/x/../metrics',
    '/metrics?a',
    '/metrics;a',
    '/metrics%2f',
  ])('hides %s', async (path) => {
    expect((await ask(proxy.httpsPort, { path })).status).toBe(404);
    expect([...one.received, ...two.received]).toEqual([]);
  });

  it('keeps a client without cookies on one instance', async () => {
    const instances = new Set<string>();
    for (let i = 0; i < 8; i++)
      instances.add(seen(await ask(proxy.httpsPort, { path: '/socket.io/' })).instance);
    expect(instances.size).toBe(1);
  });

  it('gives browsers a routing cookie before they open a socket and spreads them out', async () => {
    const page = await ask(proxy.httpsPort, { path: '/' });
    const [given] = page.headers['set-cookie']!;
    expect(given).toMatch(/^ringline_route=[0-9a-f]{32}; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    expect(
      (await ask(proxy.httpsPort, { path: '/', headers: { cookie: given!.split(';')[0]! } })).headers,
    ).not.toHaveProperty('set-cookie');
    expect((await ask(proxy.httpsPort, { path: '/assets/index-1.js' })).headers).not.toHaveProperty(
      'set-cookie',
    );
    expect((await ask(proxy.httpsPort, { path: '/socket.io/' })).headers).not.toHaveProperty('set-cookie');

    const reached = new Set<string>();
    for (let i = 0; i < 32; i++) {
      const route = randomBytes(16).toString('hex');
      const first = seen(
        await ask(proxy.httpsPort, { path: '/socket.io/', headers: cookie(route) }),
      ).instance;
      const second = seen(
        await ask(proxy.httpsPort, { path: '/socket.io/', headers: cookie(route), from: '127.0.0.9' }),
      ).instance;
      expect(second).toBe(first);
      reached.add(first);
    }
    expect([...reached].sort()).toEqual(['one', 'two']);
  });

  it('passes over an instance that is gone', async () => {
    await one.stop();
    for (let i = 0; i < 8; i++) {
      const answer = await ask(proxy.httpsPort, {
        method: 'POST',
        path: '/api/calls',
        headers: cookie(randomBytes(16).toString('hex')),
        body: '{}',
      });
      expect(seen(answer).instance).toBe('two');
    }
    one = await startStandIn('one');
  });

  it('never sends a POST twice, and answers with a problem when nobody could', async () => {
    const answer = await ask(proxy.httpsPort, {
      method: 'POST',
      path: '/die',
      headers: { 'x-request-id': 'lost-request' },
      body: '{}',
    });
    expect([...one.received, ...two.received]).toHaveLength(1);
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '2' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'service_unavailable',
      retryable: true,
      status: 503,
      requestId: 'lost-request',
    });
  });

  it("passes an instance's own 503 through and keeps sending to it", async () => {
    for (let i = 0; i < 4; i++) {
      const answer = await ask(proxy.httpsPort, { path: '/busy' });
      expect(answer).toMatchObject({
        status: 503,
        body: '{"code":"draining"}',
        headers: { 'retry-after': '7' },
      });
    }
    expect(Math.max(one.received.length, two.received.length)).toBe(4);
  });

  it('refuses a body that is too large with a problem', async () => {
    const answer = await ask(proxy.httpsPort, {
      method: 'POST',
      path: '/socket.io/',
      headers: { 'content-length': String(129 * 1024) },
    });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'payload_too_large',
      status: 413,
      retryable: false,
    });
  });

  it.each([
    ['what it hides', { path: '/metrics' }, 404],
    ['a method that it does not know', { path: '/', method: 'TRACE' }, 405],
    ['a request that it cannot read', { path: '/', headers: { host: 'a b' } }, 400],
    [
      'a body that is too large',
      { path: '/', method: 'POST', headers: { 'content-length': '2000000' } },
      413,
    ],
    ['what nobody answers', { path: '/die', method: 'POST', body: '{}' }, 503],
  ])('answers %s with the headers of security, once', async (_what, question, status) => {
    const answer = await ask(proxy.httpsPort, question);
    expect(answer.status).toBe(status);
    expect(answer.headersDistinct).toMatchObject({
      'strict-transport-security': ['max-age=31536000; includeSubDomains'],
      'x-content-type-options': ['nosniff'],
      'x-frame-options': ['DENY'],
      'content-security-policy': ["default-src 'none'; frame-ancestors 'none'"],
      'referrer-policy': ['no-referrer'],
      'permissions-policy': [expect.stringContaining('camera=()')],
      'cache-control': ['no-store'],
    });
  });

  it('redirects with those that count without TLS', async () => {
    const { headers } = await ask(proxy.httpPort, { path: '/' }, 'http');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('logs neither queries nor tokens', async () => {
    await ask(proxy.httpsPort, {
      path: '/api/media/1?sig=s3cr3t',
      headers: { authorization: 'Bearer s3cr3t', 'x-request-id': 'log-line-1' },
    });
    expect(await proxy.logLineOf('log-line-1')).toMatchObject({
      client: '127.0.0.1',
      method: 'GET',
      path: '/api/media/1',
      status: 200,
    });
    expect(JSON.stringify(await proxy.accessLog())).not.toContain('s3cr3t');
  });
});

describe('one IP address', () => {
  it('has so many requests at the same time, and the others theirs', async () => {
    const held: ServerResponse[] = [];
    const instance = createServer((request, response) => {
      if (request.url === '/hold') held.push(response);
      else response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(instance, 'listening');
    const { port } = instance.address() as AddressInfo;
    const proxy = await startProxy([`127.0.0.1:${port}`], { connectionsPerAddress: 3 });
    const holding = Array.from({ length: 3 }, () =>
      ask(proxy.httpsPort, { path: '/hold', from: '127.0.0.7' }),
    );
    await eventually(
      () => held.length,
      (count) => count === 3,
    );
    const refused = await ask(proxy.httpsPort, { path: '/', from: '127.0.0.7' });
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': '5', 'cache-control': 'no-store' },
    });
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'rate_limited', retryable: true, status: 429 });
    expect((await ask(proxy.httpsPort, { path: '/', from: '127.0.0.8' })).status).toBe(200);
    for (const response of held) response.end('held');
    await Promise.all(holding);
    expect((await ask(proxy.httpsPort, { path: '/', from: '127.0.0.7' })).status).toBe(200);
    await proxy.stop();
    instance.closeAllConnections();
    instance.close();
  });
});
