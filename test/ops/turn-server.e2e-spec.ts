/** @needs turnserver */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../support/server.mjs';
import { ROOT } from './proxy.js';

const run = promisify(execFile);
const TURN_SECRET = '0f3b9a7c5d1e2f4a6b8c0d2e4f6a8b0c';

describe('the TURN server', () => {
  let coturn: ChildProcess;
  let port: number;

  beforeEach(async () => {
    port = await freePort();
    const env = {
      PATH: process.env.PATH,
      PUBLIC_URL: 'https://ring.example:8443',
      TURN_SECRET,
      COTURN_CONFIG: path.join(ROOT, 'docker/coturn/turnserver.conf'),
      COTURN_PORT: String(port),
      COTURN_MIN_PORT: '49160',
      COTURN_MAX_PORT: '49359',
      COTURN_LISTENING_IP: '127.0.0.1',
    };
    coturn = spawn(path.join(ROOT, 'docker/coturn/start.sh'), { env, stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const line of createInterface({ input: coturn.stdout! }))
      if (line.includes('IO method (auth thread)')) break;
    coturn.stdout!.resume();
  });

  afterEach(async () => {
    coturn.kill('SIGTERM');
    await once(coturn, 'exit');
  });

  /** Asks for an allocation with time-limited credentials made from `secret`, then for a relay to a private address. */
  async function allocate(secret: string): Promise<string> {
    const args = [
      '-W',
      secret,
      '-u',
      'ana',
      '-n',
      '1',
      '-m',
      '1',
      '-c',
      '-y',
      '-v',
      '-p',
      String(port),
      '127.0.0.1',
    ];
    const ended = await run('turnutils_uclient', args).catch((error: { stdout: string }) => error);
    return ended.stdout;
  }

  it('allocates for who knows the secret, and relays into no private network', async () => {
    const said = await allocate(TURN_SECRET);
    expect(said).toMatch(/Received relay addr: 127\.0\.0\.1/);
    expect(said).toMatch(/error 403 \(Forbidden IP\)/);
  });

  it('allocates for nobody else', async () => {
    const said = await allocate('another-secret');
    expect(said).not.toMatch(/Received relay addr/);
    expect(said).toMatch(/Cannot complete Allocation/);
  });

  it('keeps the secret out of the process list', async () => {
    expect(await readFile(`/proc/${coturn.pid}/cmdline`, 'utf8')).not.toContain(TURN_SECRET);
  });
});
