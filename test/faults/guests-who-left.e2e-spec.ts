/** Guests who cannot come back are deleted after a while; users who shared calls with them keep those. Also old audit rows. */
import { beforeAll, expect, test } from '@jest/globals';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import { query } from '../attacks/mint.js';
import { anActiveCall } from '../support/calls.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { answer } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';

let env: Awaited<ReturnType<typeof stores>>;
const sql = <T extends object>(text: string, values: unknown[] = []) =>
  query<T>(env.DATABASE_URL, text, values);

/** As if everything of theirs had happened so many days earlier. */
async function ago(days: number, ...people: Device[]): Promise<void> {
  const ids = people.map(({ id }) => id);
  const earlier = (column: string) => `${column} = ${column} - interval '${days} days'`;
  await sql(`UPDATE users SET ${earlier('created_at')}, ${earlier('last_seen_at')} WHERE id = ANY($1)`, [
    ids,
  ]);
  await sql(
    `UPDATE sessions SET ${['created_at', 'last_used_at', 'idle_expires_at', 'absolute_expires_at'].map(earlier).join()} WHERE user_id = ANY($1)`,
    [ids],
  );
}

beforeAll(async () => {
  env = await stores();
});

test('after GUEST_PURGE_DAYS, on two instances at once', async () => {
  const GUEST_PURGE_DAYS = '10';
  const server = await startServer({ ...env, GUEST_PURGE_DAYS });
  const guest = (name: string) => aGuest(name, server.url);
  const left = await guest('left');
  const recent = await guest('recent');
  const sleeper = await guest('has a session that lives on');
  const loud = await guest('signed out long ago');
  await loud.rest.post('/api/auth/logout').expect(204);
  const blocked = await guest('blocked');
  await sql(`UPDATE users SET account_status = 'blocked' WHERE id = $1`, [blocked.id]);
  const member = await aUser('ana', server.url);
  const caller = await aUser('ben', server.url);
  const called = await guest('called');
  await Promise.all([caller.connect(), called.connect()]);
  const { call } = await anActiveCall({ ana: caller, ben: called });
  await caller.emit('call:hangup', { callId: call.id });
  called.disconnect();
  await eventually(
    () => sql<{ is_online: boolean }>('SELECT is_online FROM users WHERE id = $1', [called.id]),
    ([row]) => !row!.is_online,
  );
  await ago(41, left, blocked, member, called);
  await ago(11, loud, sleeper);
  await ago(9, recent);
  await sql(`UPDATE sessions SET revoked_at = now() - interval '9 days' WHERE user_id = $1`, [recent.id]);
  await server.stop();

  const [one] = await Promise.all([
    startServer({ ...env, GUEST_PURGE_DAYS }),
    startServer({ ...env, GUEST_PURGE_DAYS }),
  ]);

  const people = () => sql<{ id: string; account_status: string }>('SELECT id, account_status FROM users');
  await eventually(
    people,
    (rows) => rows.length === 5 && rows.some((row) => row.account_status === 'deleted'),
  );
  const status = Object.fromEntries((await people()).map((row) => [row.id, row.account_status]));
  expect(status).toEqual({
    [recent.id]: 'active',
    [sleeper.id]: 'active',
    [member.id]: 'active',
    [caller.id]: 'active',
    [called.id]: 'deleted',
  });
  const [erased] = await sql<Record<string, unknown>>('SELECT * FROM users WHERE id = $1', [called.id]);
  expect(erased).toMatchObject({
    username: `deleted-${called.id.replaceAll('-', '').slice(0, 24)}`,
    last_seen_at: null,
  });
  expect(JSON.stringify(erased)).not.toContain(called.user.displayName);
  const places = await sql('SELECT ip, user_agent FROM sessions WHERE user_id = $1 AND ip IS NOT NULL', [
    called.id,
  ]);
  expect(places).toEqual([]);
  const kept = await answer<CallDetail>(caller.at(one.url).rest.get(`/api/calls/${call.id}`).expect(200));
  expect(kept.body).toMatchObject({ callerId: caller.id, calleeId: called.id });

  const rows = await sql<{ subject_id: string; reason: string; actor_id: string | null }>(
    `SELECT subject_id, reason, actor_id FROM security.audit WHERE event = 'user_deleted'`,
  );
  expect(rows.map((row) => row.subject_id).sort()).toEqual(
    [left, loud, blocked, called].map(({ id }) => id).sort(),
  );
  for (const row of rows) expect(row).toMatchObject({ reason: 'guest_idle', actor_id: null });
});

test('a call goes when both who took part have deleted their accounts', async () => {
  const server = await startServer(env);
  const [ana, ben] = [await aUser('ana', server.url), await aUser('ben', server.url)];
  await Promise.all([ana.connect(), ben.connect()]);
  const { call } = await anActiveCall({ ana, ben });
  await ana.emit('call:hangup', { callId: call.id });
  await ana.rest.patch('/api/calls/settings').send({ callWaiting: true }).expect(200);
  const left = () =>
    sql(`SELECT 1 FROM calls WHERE id = $1 UNION ALL SELECT 2 FROM call_settings WHERE user_id = $2`, [
      call.id,
      ana.id,
    ]);
  expect(await left()).toHaveLength(2);
  await ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  expect(await left()).toHaveLength(1);
  await ben.rest.get(`/api/calls/${call.id}`).expect(200);
  await ben.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
  expect(await left()).toEqual([]);
});

test('audit rows are kept for AUDIT_KEEP_DAYS, and 30 days at least', async () => {
  const server = await startServer(env);
  await aUser('ana', server.url);
  await server.stop();
  const insert = (days: number, event: string) =>
    sql(
      `INSERT INTO security.audit (at, event, level, result) VALUES (now() - make_interval(days => $1), $2, 'info', 'success')`,
      [days, event],
    );
  await insert(41, 'forty_one');
  await insert(39, 'thirty_nine');
  await insert(29, 'twenty_nine');
  const left = async () =>
    (
      await sql<{ event: string }>(
        `SELECT event FROM security.audit WHERE event IN ('forty_one', 'thirty_nine', 'twenty_nine')`,
      )
    )
      .map(({ event }) => event)
      .sort();
  expect(await left()).toEqual(['forty_one', 'thirty_nine', 'twenty_nine']);
  await startServer({ ...env, AUDIT_KEEP_DAYS: '40' });
  await eventually(left, (events) => events.length === 2);
  expect(await left()).toEqual(['thirty_nine', 'twenty_nine']);
  await expect(sql(`DELETE FROM security.audit WHERE event = 'twenty_nine'`)).rejects.toThrow('append-only');
});
