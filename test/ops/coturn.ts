/** A real coturn with the shipped configuration, on a free port of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './proxy.js';
import { freePort } from '../support/free-port.mjs';

export interface Coturn {
  port: number;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** @param settings over the variables of docker/coturn/start.sh */
export async function startCoturn(secret: string, settings: Record<string, string> = {}): Promise<Coturn> {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    PUBLIC_URL: 'https://ring.example:8443',
    TURN_SECRET: secret,
    COTURN_CONFIG: path.join(ROOT, 'docker/coturn/turnserver.conf'),
    COTURN_PORT: String(port),
    COTURN_MIN_PORT: '49160',
    COTURN_MAX_PORT: '49359',
    COTURN_LISTENING_IP: '127.0.0.1',
    ...settings,
  };
  const coturn = spawn(path.join(ROOT, 'docker/coturn/start.sh'), {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: coturn.stdout }))
    if (line.includes('IO method (auth thread)')) break;
  coturn.stdout.resume();
  const stop = async () => {
    coturn.kill('SIGTERM');
    await once(coturn, 'exit');
  };
  return { port, process: coturn, stop };
}
