/** @needs nginx openssl */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Device } from '../support/client.js';
import { ask } from './https-client.js';
import { type Deployment, newcomer, startDeployment, through } from './two-instances.js';

const OFFER = { type: 'offer', sdp: 'v=0\r\n' } as const;
const ANSWER = { type: 'answer', sdp: 'v=0\r\n' } as const;

/** Ring, alert, answer, one signal each way, hang up. */
async function call(ana: Device, ben: Device): Promise<void> {
  const rung = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
  const callId = rung.call.id;
  await expect(ben.receives('call:incoming')).resolves.toMatchObject({
    call: { id: callId },
    caller: { id: ana.id },
  });
  await ben.emit('call:alerting', { callId });
  await expect(ana.receives('call:ringing')).resolves.toEqual({ callId });
  const accepted = await ben.emit('call:accept', { callId });
  await expect(ana.receives('call:accepted')).resolves.toEqual({ callId, remotePeerId: accepted.peerId });
  await ana.emit('signal', { groupId: callId, to: accepted.peerId, description: OFFER });
  await expect(ben.receives('signal')).resolves.toEqual({
    groupId: callId,
    from: rung.peerId,
    description: OFFER,
  });
  await ben.emit('signal', { groupId: callId, to: rung.peerId, description: ANSWER });
  await expect(ana.receives('signal')).resolves.toEqual({
    groupId: callId,
    from: accepted.peerId,
    description: ANSWER,
  });
  await ana.emit('call:hangup', { callId });
  await expect(ben.receives('call:ended')).resolves.toMatchObject({
    call: { id: callId, endReason: 'hangup' },
  });
}

async function connections(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^ws_connections(?:\{.*\})? (\d+)$/m.exec(metrics)![1]);
}

describe('two instances behind the proxy', () => {
  let deployment: Deployment;

  beforeAll(async () => {
    deployment = await startDeployment();
  });

  afterAll(() => deployment.stop());

  it.each([
    ['WebSocket', ['websocket']],
    ['long polling', ['polling']],
    ['polling upgraded to WebSocket', ['polling', 'websocket']],
  ] as const)('carry a call from one to the other over %s', async (_, transports) => {
    const { proxy, servers, routeTo } = deployment;
    const [ana, ben] = [await newcomer(proxy, 'ana'), await newcomer(proxy, 'ben')];
    await ana.connect(through([...transports], await routeTo(servers[0])));
    await ben.connect(through([...transports], await routeTo(servers[1])));
    expect(await Promise.all(servers.map(({ url }) => connections(url)))).toEqual([1, 1]);
    await call(ana, ben);
    ana.disconnect();
    ben.disconnect();
  });

  it('carry a call of clients that poll and keep no cookies', async () => {
    const { proxy } = deployment;
    const [ana, ben] = [await newcomer(proxy, 'ana'), await newcomer(proxy, 'ben')];
    await ana.connect(through(['polling']));
    await ben.connect(through(['polling']));
    await call(ana, ben);
    ana.disconnect();
    ben.disconnect();
  });

  it('count by the IP address nginx saw, not by the one a client claims', async () => {
    const { httpsPort } = deployment.proxy;
    const guest = (from: string, claim: string) =>
      ask(httpsPort, {
        method: 'POST',
        path: '/api/auth/guest',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': claim },
        body: '{}',
        from,
      });
    const statuses: number[] = [];
    for (let i = 0; i < 31; i++) statuses.push((await guest('127.0.0.21', `203.0.113.${i}`)).status);
    expect(statuses).toEqual([...Array<number>(30).fill(201), 429]);
    expect((await guest('127.0.0.22', '127.0.0.21')).status).toBe(201);
  });

  it('serve the page once secured, its files compressed and API answers not', async () => {
    const { httpsPort } = deployment.proxy;
    const headers = { 'accept-encoding': 'gzip' };
    const page = await ask(httpsPort, { path: '/' });
    expect(page.status).toBe(200);
    const me = await ask(httpsPort, { path: '/api/auth/me' });
    const once = ['content-security-policy', 'strict-transport-security', 'x-content-type-options'];
    for (const answer of [page, me])
      for (const name of [
        ...once,
        'x-frame-options',
        'referrer-policy',
        'permissions-policy',
        'cache-control',
      ])
        expect([name, answer.headersDistinct[name]?.length]).toEqual([name, 1]);
    const script = /\/assets\/[^"]+\.js/.exec(page.body)![0];
    expect((await ask(httpsPort, { path: script, headers })).headers['content-encoding']).toBe('gzip');
    const api = await ask(httpsPort, { path: '/api/openapi.json', headers });
    expect(api.status).toBe(200);
    expect(api.headers).not.toHaveProperty('content-encoding');
  });

  it('answer with the request id that stands in the proxy log', async () => {
    const { proxy } = deployment;
    const answer = await ask(proxy.httpsPort, { path: '/api/auth/me' });
    expect(answer.status).toBe(401);
    const { requestId } = JSON.parse(answer.body) as { requestId: string };
    expect(answer.headers['x-request-id']).toBe(requestId);
    expect(await proxy.logLineOf(requestId)).toMatchObject({ path: '/api/auth/me', status: 401 });
  });
});

describe('an instance that is stopped behind the proxy', () => {
  let deployment: Deployment;

  beforeAll(async () => {
    deployment = await startDeployment();
  });

  afterAll(() => deployment.stop());

  it('sends its clients to the other one, with the same routing cookie', async () => {
    const { proxy, servers, routeTo } = deployment;
    const [ana, ben] = [await newcomer(proxy, 'ana'), await newcomer(proxy, 'ben')];
    const route = await routeTo(servers[0]);
    await ana.connect(through(['websocket'], route));
    await ben.connect(through(['websocket'], await routeTo(servers[1])));

    const stopped = servers[0].stop();
    await expect(ana.receives('session:ended')).resolves.toMatchObject({ code: 'draining', reconnect: true });
    await ana.disconnected();
    expect(await stopped).toBe(0);

    await ana.connect(through(['websocket'], route));
    await call(ana, ben);
  });
});
