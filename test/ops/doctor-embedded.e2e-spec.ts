/** The doctor and the embedded default, whose database belongs to the server that runs. */
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { freePort } from '../support/free-port.mjs';
import { embeddedStores, startServer } from '../support/server.mjs';
import { askDoctor } from './doctor.js';

test('asks the running server, and says when none runs', async () => {
  const env = { ...embeddedStores(), STUN_URLS: '', PORT: String(await freePort()) };
  const server = await startServer(env, { name: 'doctor-embedded' });

  const running = await askDoctor(env);
  expect(running.findings.filter(({ level }) => level === 'problem')).toEqual([]);
  expect(running.exitCode).toBe(0);
  const said = (subject: string) => ({ subject, says: expect.anything() });
  expect(running.findings).toContainEqual({
    ...said('database'),
    level: 'skipped',
    says: expect.stringMatching(/belongs to the running server/),
  });
  for (const subject of ['server', 'clocks', 'jwks', 'cors', 'cookies', 'websocket', 'polling'])
    expect(running.findings).toContainEqual({ ...said(subject), level: 'ok' });

  await chmod(path.join(env.DATA_DIR, 'app-secret'), 0o644);
  expect((await askDoctor(env)).findings).toContainEqual({
    ...said('signing keys'),
    level: 'warning',
    fix: expect.stringContaining('chmod 600'),
  });

  await server.stop();
  const stopped = await askDoctor(env);
  expect(stopped.exitCode).toBe(1);
  expect(stopped.findings.filter(({ level }) => level === 'problem')).toEqual([
    {
      ...said('server'),
      level: 'problem',
      says: expect.stringMatching(/^not running/),
      fix: expect.stringContaining('npm start'),
    },
  ]);
});
