/** @needs turnserver */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Coturn, startCoturn } from './coturn.js';

const run = promisify(execFile);
const TURN_SECRET = '0f3b9a7c5d1e2f4a6b8c0d2e4f6a8b0c';

const PREVIOUS_SECRET = '7d1c5e9a3b2f4d6c8e0a1b3d5f7c9e2a';

describe('the TURN server', () => {
  let coturn: Coturn;

  beforeEach(async () => {
    coturn = await startCoturn(TURN_SECRET, { TURN_SECRET_PREVIOUS: PREVIOUS_SECRET });
  });

  afterEach(() => coturn.stop());

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
      String(coturn.port),
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

  it('allocates also for who still holds credentials of the previous secret', async () => {
    expect(await allocate(PREVIOUS_SECRET)).toMatch(/Received relay addr: 127\.0\.0\.1/);
  });

  it('allocates for nobody else', async () => {
    const said = await allocate('another-secret');
    expect(said).not.toMatch(/Received relay addr/);
    expect(said).toMatch(/Cannot complete Allocation/);
  });

  it('keeps the secret out of the process list', async () => {
    expect(await readFile(`/proc/${coturn.process.pid}/cmdline`, 'utf8')).not.toContain(TURN_SECRET);
  });
});
