/**
 * The embedded default's folder: one process at a time, a database that ends with its server, and a full disk.
 * @needs tmpfs
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { aUser, login } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { refusal } from '../support/rest.js';
import {
  embeddedStores,
  type RunningServer,
  runServerToItsEnd,
  startServer,
  temporaryFolder,
} from '../support/server.mjs';

const IN_USE =
  /\n {2}DATA_DIR: .* is in use by another Ringline; stop that one or choose another folder\.\n$/;

/** The process of a server's embedded database, and the folder of its socket. */
function databaseOf(server: RunningServer): { pid: number; socketFolder: string } {
  const children = readFileSync(`/proc/${server.process.pid}/task/${server.process.pid}/children`, 'utf8');
  for (const pid of children.trim().split(' ').map(Number)) {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const entry = args.findIndex((arg) => arg.endsWith('embedded.process.js'));
    if (entry >= 0) return { pid, socketFolder: path.dirname(args[entry + 2]!) };
  }
  throw new Error('The server has no database process.');
}

const lives = (pid: number) => readdirSync('/proc').includes(String(pid));

/** Keeps the database's thread busy for ever, as a full disk can. */
async function spin({ socketFolder }: { socketFolder: string }): Promise<void> {
  const client = new pg.Client({ host: socketFolder, port: 5432, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  client.query('SELECT count(*) FROM generate_series(1, 1e15::bigint)').catch(() => undefined);
}

const isUnanswered = async (server: RunningServer) => {
  const answer = await fetch(`${server.url}/api/health/ready`);
  return answer.status === 503;
};

describe('one process at a time', () => {
  test('of two that start at the same moment one comes up, and the other is refused', async () => {
    const data = embeddedStores();
    const outcomes = await Promise.allSettled([1, 2].map(() => startServer(data, { errorsExpected: true })));
    const [up] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused.map(({ message }: Error) => message)).toEqual([expect.stringMatching(IN_USE)]);
    await aUser('ana', up!.url);
    expect(await up!.stop()).toBe(0);
  });

  test('one in another container, which sees no process of the first, is refused', async () => {
    const data = embeddedStores();
    const first = await startServer(data);
    const container = ['unshare', '--pid', '--fork', '--mount', '--mount-proc', '--net'];
    const { exitCode, output } = await runServerToItsEnd(data, container);
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: expect.stringMatching(IN_USE) });
    await aUser('ana', first.url);
    expect(await first.stop()).toBe(0);
  });
});

describe('a first start', () => {
  test('begins anew where one before it was cut short', async () => {
    const data = embeddedStores();
    const unfinished = path.join(data.DATA_DIR, 'postgres.unfinished');
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(path.join(unfinished, 'PG_VERSION'), 'half of what');
    const server = await startServer(data);
    const ana = await aUser('ana', server.url);
    expect(await server.stop()).toBe(0);
    expect(existsSync(unfinished)).toBe(false);
    const again = await startServer(data);
    expect((await login(again.url, ana.user.username)).user.id).toBe(ana.id);
    expect(await again.stop()).toBe(0);
  });

  /** Both are copies of one database that the build has made. */
  test('shares nothing with the one of another folder', async () => {
    const keys = [];
    for (const data of [embeddedStores(), embeddedStores()]) {
      const server = await startServer(data);
      const answer = await fetch(`${server.url}/.well-known/jwks.json`);
      keys.push(...((await answer.json()) as { keys: { x: string }[] }).keys.map(({ x }) => x));
      const client = new pg.Client({ host: databaseOf(server).socketFolder, user: 'postgres' });
      await client.connect();
      const { rows } = await client.query('SELECT username FROM users');
      expect(rows).toEqual([]);
      await client.end();
      expect(await server.stop()).toBe(0);
    }
    expect(keys.length).toBeGreaterThanOrEqual(2);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a database that does not return', () => {
  test('dies with its server, and does not block the next start', async () => {
    const data = embeddedStores();
    const first = await startServer(data);
    const ana = await aUser('ana', first.url);
    const database = databaseOf(first);
    await spin(database);
    await eventually(() => isUnanswered(first), Boolean);
    first.process.kill('SIGKILL');
    await eventually(
      () => lives(database.pid),
      (is) => !is,
    );
    const second = await startServer(data);
    expect((await login(second.url, ana.user.username)).user.id).toBe(ana.id);
    expect(await second.stop()).toBe(0);
  });

  test('does not keep SIGTERM from ending the server', async () => {
    const server = await startServer({ ...embeddedStores(), DRAIN_TIMEOUT_S: '0' }, { errorsExpected: true });
    const database = databaseOf(server);
    await spin(database);
    await eventually(() => isUnanswered(server), Boolean);
    const ended = new Promise((resolve) => server.process.once('exit', (code) => resolve(code)));
    server.process.kill('SIGTERM');
    await expect(ended).resolves.not.toBeNull();
    await eventually(
      () => lives(database.pid),
      (is) => !is,
    );
  });
});

describe('a full disk', () => {
  const disk = temporaryFolder('disk');
  const ballast = path.join(disk, 'ballast');
  const MIB = 1024 * 1024;
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', disk]);
  afterAll(() => void execFileSync('umount', ['--lazy', disk]));

  /** Leaves so much room. */
  function fill(left: number): void {
    rmSync(ballast, { force: true });
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - left));
  }

  test('stops writing with a sentence, goes on reading, and writes again when there is room', async () => {
    const server = await startServer({ DATA_DIR: path.join(disk, 'data') }, { errorsExpected: true });
    const ana = await aUser('ana', server.url);
    const rename = (displayName: string) => ana.rest.patch('/api/profile').send({ displayName });
    await rename('Before').expect(200);

    fill(0);
    await eventually(() => server.log().includes('the disk is nearly full'), Boolean);
    expect(await refusal(rename('Meanwhile'), 503)).toMatchObject({ retryable: true });
    const { body } = await ana.rest.get('/api/profile').expect(200);
    expect(body).toMatchObject({ displayName: 'Before' });

    rmSync(ballast);
    await eventually(() => server.log().includes('there is room on the disk'), Boolean);
    await rename('After').expect(200);
    expect(await server.stop()).toBe(0);
  });

  test('does not start without room, and says what to do', async () => {
    fill(20 * MIB);
    const data = path.join(disk, 'another');
    mkdirSync(data);
    const { exitCode, output } = await runServerToItsEnd({ DATA_DIR: data });
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /\n {2}DATA_DIR: only \d+ MiB are free in .*; make room or choose another folder\.\n$/,
    );
    rmSync(ballast);
  });
});
