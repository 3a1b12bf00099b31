/** The log of signals: nothing by default, type and time where configured, never their content; and its retention. */
import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import { ANSWER, candidate, OFFER } from '../support/calls.js';
import { aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

let server: RunningServer;
afterEach(() => server.stop());

async function aCallWithSignals(settings: Record<string, string>) {
  const env = await stores();
  server = await startServer({ ...env, ...settings });
  const [ana, ben] = [await aUser('ana', server.url), await aUser('ben', server.url)];
  await Promise.all([ana.connect(), ben.connect()]);
  const { call, peerId } = await ana.emit('call:ring', {
    calleeId: ben.id,
    media: 'audio',
    description: OFFER,
  });
  const groupId = call.id;
  await ana.emit('signal', { groupId, candidate: candidate(1) });
  const answered = await ben.emit('call:accept', { callId: groupId });
  await ben.emit('signal', { groupId, to: peerId, description: ANSWER });
  await ana.emit('signal', { groupId, to: answered.peerId, candidates: [candidate(2), null] });
  await ana.emit('signal', { groupId, to: answered.peerId, candidate: null });
  await ana.emit('call:hangup', { callId: groupId });
  const detail = async () => (await ana.rest.get(`/api/calls/${groupId}`).expect(200)).body as CallDetail;
  return { env, ana, call, anasPeer: peerId, bensPeer: answered.peerId, detail };
}

async function dump(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'security')`,
  );
  const rows: unknown[] = [];
  for (const { name } of tables.rows)
    rows.push((await client.query(`SELECT to_jsonb(t)::text FROM ${name} t`)).rows);
  await client.end();
  return JSON.stringify(rows);
}

test('off: nothing', async () => {
  const { env, detail } = await aCallWithSignals({});
  expect(await detail()).not.toHaveProperty('signals');
  expect(await dump(env.DATABASE_URL)).not.toMatch(/candidate:1 1 udp|m=audio/);
});

test('metadata: type, sender and time in order, and never the content', async () => {
  const { env, anasPeer, bensPeer, detail } = await aCallWithSignals({ SIGNALING_LOG: 'metadata' });
  const { signals } = await eventually(detail, (call) => call.signals?.length === 5);
  expect(signals!.map(({ type, fromPeer }) => [type, fromPeer])).toEqual([
    ['offer', anasPeer],
    ['candidate', anasPeer],
    ['answer', bensPeer],
    ['candidate', anasPeer],
    ['candidate', anasPeer],
  ]);
  const everything = await dump(env.DATABASE_URL);
  expect(everything).toContain(anasPeer);
  expect(everything).not.toMatch(/candidate:1 1 udp|m=audio/);
  expect(server.log()).not.toMatch(/candidate:1 1 udp|m=audio/);
});

test('old calls are deleted', async () => {
  const { env, ana, call } = await aCallWithSignals({ CALL_LOG_KEEP_DAYS: '30' });
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  await client.query(`UPDATE calls SET ended_at = now() - interval '31 days' WHERE id = $1`, [call.id]);
  await server.stop();
  server = await startServer({ ...env, CALL_LOG_KEEP_DAYS: '30' });
  await eventually(
    async () => (await client.query('SELECT 1 FROM calls')).rowCount,
    (count) => count === 0,
  );
  await client.end();
  await ana.at(server.url).rest.get(`/api/calls/${call.id}`).expect(404);
});
