/** @needs redis-server */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { loadConfiguration } from '../../src/platform/config/load-configuration.js';
import { freePort } from '../support/free-port.mjs';
import { temporaryFolder } from '../support/server.mjs';
import { ROOT } from './proxy.js';

it.each(['0f3b9a7c5d1e2f4a', 'r"e\\d:i@s/#1 %41 ä'])(
  'compose gives Redis the password %s, and the server finds in',
  async (password) => {
    const folder = temporaryFolder('redis-password');
    const port = await freePort();
    // In place of the image's script, which gives up the rights of root.
    const shim = path.join(folder, 'docker-entrypoint.sh');
    await writeFile(shim, `#!/bin/sh\nexec "$@" --port ${port} --bind 127.0.0.1 --dir ${folder}\n`);
    await chmod(shim, 0o755);
    const redis = spawn('/bin/sh', [path.join(ROOT, 'docker/redis/start.sh')], {
      env: { PATH: `${folder}:${process.env.PATH}`, REDIS_PASSWORD: password },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: redis.stdout }))
      if (/Ready to accept connections/.test(line)) break;
    redis.stdout.resume();
    const { stores } = loadConfiguration({
      REDIS_URL: `redis://127.0.0.1:${port}/0`,
      REDIS_PASSWORD: password,
    });
    const [known, unknown] = [new Redis(stores.redisUrl!), new Redis(port, '127.0.0.1')];
    unknown.on('error', () => undefined);
    expect(await known.ping()).toBe('PONG');
    expect(await known.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    expect(await known.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    await expect(unknown.get('x')).rejects.toThrow(/NOAUTH/);
    expect(await readFile(`/proc/${redis.pid}/cmdline`, 'utf8')).not.toContain(password);
    known.disconnect();
    unknown.disconnect();
    redis.kill();
    await once(redis, 'exit');
  },
);
