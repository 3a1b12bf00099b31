/** Databases and poolers with unsuitable session settings: the server sets its own, or does not start. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Call } from '../../src/calls/calls.protocol.js';
import { askDoctor } from '../ops/doctor.js';
import { anActiveCall } from '../support/calls.js';
import { aUser } from '../support/client.js';
import { enter, historyOf, say } from '../support/messages.js';
import { endPoolers, pooler } from '../support/pooler.js';
import { query } from '../attacks/mint.js';
import { answer } from '../support/rest.js';
import { accept, anInvitation, aRoom, mute } from '../support/rooms.js';
import { runServerToItsEnd, startServer, stopServers, stores } from '../support/server.mjs';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

afterEach(() => endPoolers());

const far = (instant: string) => Math.abs(Date.parse(instant) - Date.now());

/** Values written by one side and compared by the other, read back. */
async function expectTrueInstants(url: string): Promise<void> {
  const [ana, ben] = await Promise.all([aUser('ana', url), aUser('ben', url)]);
  await Promise.all([ana.connect(), ben.connect()]);
  const { slug } = await aRoom(ana);
  await enter(ana, slug);
  await say(ana, slug, 'now');
  const { messages } = await historyOf(ana, slug);
  expect(far(messages.at(-1)!.createdAt)).toBeLessThan(30_000);
  const invitation = await anInvitation(ana, slug, { expiresInS: 600 });
  await accept(ben, invitation.token).expect(200);
  await mute(ana, slug, ben, { forS: 600 }).expect(200);
  await expect(say(ben, slug, 'muted')).rejects.toMatchObject({ code: 'muted' });
  const { call } = await anActiveCall({ ana, ben });
  const { body } = await answer<Call>(ana.rest.get(`/api/calls/${call.id}`).expect(200));
  expect(body.status).toBe('active');
  expect(far(body.createdAt)).toBeLessThan(30_000);
  await ana.refresh();
}

const HOSTILE: Record<string, Record<string, string>> = {
  'New York': { timezone: 'America/New_York' },
  Sydney: { timezone: 'Australia/Sydney' },
  'half an hour off': { timezone: 'Asia/Kolkata' },
  'dates as Germans write them': { datestyle: 'German, DMY', timezone: 'Europe/Berlin' },
  'everything serializable, intervals and strings as of old': {
    default_transaction_isolation: 'serializable',
    intervalstyle: 'iso_8601',
    standard_conforming_strings: 'off',
  },
};

test.each(Object.entries(HOSTILE))('a database with %s is as good as any', async (_, settings) => {
  const { url } = await startServer({ ...(await stores(settings)), TZ: 'Pacific/Auckland' });
  await expectTrueInstants(url);
});

test('so is one behind a pooler that drops what connections begin with', async () => {
  const own = await stores({ timezone: 'Australia/Sydney' });
  const server = await startServer({ ...own, DATABASE_URL: await pooler(own.DATABASE_URL) });
  await expectTrueInstants(server.url);
  await server.stop();
});

describe('a pooler that discards what sessions set', () => {
  test('stops the boot with what to do, and the doctor says the same', async () => {
    const own = await stores({ timezone: 'America/New_York' });
    const env = { ...own, DATABASE_URL: await pooler(own.DATABASE_URL, { discards: true }) };
    const { exitCode, output } = await runServerToItsEnd(env);
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /DATABASE_URL: .*time zone is America\/New_York.*ALTER ROLE .* SET timezone = 'UTC'/,
    );
    const { findings } = await askDoctor({ ...env, PUBLIC_URL: 'http://127.0.0.1:1' });
    expect(findings).toContainEqual({
      subject: 'database',
      level: 'problem',
      says: expect.stringContaining('America/New_York'),
      fix: expect.stringContaining("timezone = 'UTC'"),
    });
  });

  test('does no harm where the database is as it should be', async () => {
    const own = await stores({ timezone: 'UTC' });
    const server = await startServer({
      ...own,
      DATABASE_URL: await pooler(own.DATABASE_URL, { discards: true }),
      DATABASE_PREPARED_STATEMENTS: 'false',
    });
    await expectTrueInstants(server.url);
    await server.stop();
  });
});

describe('DATABASE_URL', () => {
  test('with ?schema= puts the tables there', async () => {
    const own = await stores();
    const server = await startServer({
      ...own,
      DATABASE_URL: `${own.DATABASE_URL}?schema=shop&connection_limit=4`,
    });
    await expectTrueInstants(server.url);
    const tables = await query<{ schema: string }>(
      own.DATABASE_URL,
      `SELECT DISTINCT schemaname AS schema FROM pg_tables WHERE tablename IN ('users', 'messages')`,
    );
    expect(tables).toEqual([{ schema: 'shop' }]);
    const [{ count }] = (await query<{ count: number }>(
      own.DATABASE_URL,
      `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ringline'`,
    )) as [{ count: number }];
    expect(count).toBeGreaterThan(0);
    // The pool's, and the one for upkeep.
    expect(count).toBeLessThanOrEqual(4 + 1);
  });

  test.each([
    ['sslmode=prefer', /sslmode: prefer cannot be obeyed/],
    ['statement_timeout=1', /statement_timeout: is set by Ringline/],
    ['made_up=1', /made_up: is not a parameter/],
    ['connection_limit=3', /connection_limit is not what DATABASE_POOL_SIZE says/],
  ])('with ?%s does not start', async (parameter, sentence) => {
    const own = await stores();
    const { exitCode, output } = await runServerToItsEnd({
      ...own,
      DATABASE_URL: `${own.DATABASE_URL}?${parameter}`,
      DATABASE_POOL_SIZE: '5',
    });
    expect(exitCode).toBe(1);
    expect(output).toMatch(/Ringline cannot start:\n {2}DATABASE_URL: /);
    expect(output).toMatch(sentence);
  });
});
