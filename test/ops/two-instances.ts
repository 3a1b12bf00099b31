/** Two production instances behind the proxy, as docker-compose.yml runs them, and users who come through it. */
import { randomBytes } from 'node:crypto';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { Device, PASSWORD } from '../support/client.js';
import { freePort } from '../support/free-port.mjs';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { ask } from './https-client.js';
import { type Proxy, type ProxyChanges, startProxy } from './proxy.js';

export interface Deployment {
  proxy: Proxy;
  /** The settings of the instances, without those that the tests' servers get anyway. */
  env: Record<string, string>;
  servers: [RunningServer, RunningServer];
  /** A value of the routing cookie that leads to that instance. */
  routeTo(server: RunningServer): Promise<string>;
  stop(): Promise<void>;
}

export async function startDeployment(
  settings: Record<string, string> = {},
  changes?: ProxyChanges,
): Promise<Deployment> {
  const ports = [await freePort(), await freePort()] as const;
  const proxy = await startProxy(
    ports.map((port) => `127.0.0.1:${port}`),
    changes,
  );
  const env = {
    ...(await stores()),
    NODE_ENV: 'production',
    PUBLIC_URL: proxy.url,
    TRUSTED_PROXIES: '127.0.0.1',
    BCRYPT_COST: '10',
    RATE_LIMIT_FACTOR: '1',
    ...settings,
  };
  const instance = (name: string, port: number) => startServer({ ...env, PORT: String(port) }, { name });
  let servers: [RunningServer, RunningServer];
  try {
    // One after the other: the first applies the migrations.
    servers = [await instance('behind-proxy-one', ports[0]), await instance('behind-proxy-two', ports[1])];
  } catch (error) {
    await proxy.stop();
    throw error;
  }

  const routeTo = async (server: RunningServer): Promise<string> => {
    for (;;) {
      const route = randomBytes(16).toString('hex');
      const headers = { cookie: `ringline_route=${route}`, 'x-request-id': route };
      await ask(proxy.httpsPort, { path: '/api/health/live', headers });
      const line = await proxy.logLineOf(route);
      if (line.instance === `127.0.0.1:${server.port}`) return route;
    }
  };
  const stop = async () => {
    await proxy.stop();
    await Promise.all(servers.map((server) => server.stop()));
  };
  return { proxy, env, servers, routeTo, stop };
}

/** Registers through the proxy; the name ends in something random. */
export async function newcomer(proxy: Proxy, name: string): Promise<Device> {
  const body = JSON.stringify({ username: `${name}-${randomBytes(4).toString('hex')}`, password: PASSWORD });
  const headers = { 'content-type': 'application/json' };
  const answer = await ask(proxy.httpsPort, { method: 'POST', path: '/api/auth/register', headers, body });
  if (answer.status !== 201) throw new Error(`register answered ${answer.status}: ${answer.body}`);
  return new Device(name, 0, proxy.url, JSON.parse(answer.body) as SignedIn);
}

/**
 * The options that socket.io-client needs to come through the proxy as a browser with that routing cookie, or as one without.
 */
export function through(transports: ('polling' | 'websocket')[], route?: string) {
  const extraHeaders = route === undefined ? undefined : { cookie: `ringline_route=${route}` };
  return { transports, rejectUnauthorized: false, ...(extraHeaders && { extraHeaders }) };
}
