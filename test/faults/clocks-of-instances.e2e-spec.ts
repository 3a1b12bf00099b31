/**
 * Instances whose time of day is wrong, or is set while they run: calls ring, and mutes and links last, as long as they should.
 * @needs faketime
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { query } from '../attacks/mint.js';
import { anActiveCall, ring } from '../support/calls.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aRoom, anInvitation, giveRole, mute } from '../support/rooms.js';
import { startServer, stores, temporaryFolder } from '../support/server.mjs';

const SETTINGS = { CALL_RING_TIMEOUT_S: '3', CALL_RESUME_GRACE_S: '3' };
/** Shifts the time of day of the process it is loaded into; its monotonic clock stays right. */
const WRONG_CLOCK = {
  LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
};

let env: Awaited<ReturnType<typeof stores>>;
const sql = <T extends object = object>(text: string, values: unknown[] = []) =>
  query<T>(env.DATABASE_URL, text, values);

async function people(url: string): Promise<[Device, Device]> {
  const [ana, ben] = [await aUser('ana', url), await aUser('ben', url)];
  await Promise.all([ana.connect(), ben.connect()]);
  return [ana, ben];
}

/** How a call ended, and after how many seconds by the database's clock. */
async function endOf(id: string, since: string): Promise<{ reason: string; afterS: number }> {
  const [row] = await eventually(
    () =>
      sql<{ reason: string; afterS: number }>(
        `SELECT end_reason AS reason, extract(epoch FROM ended_at - ${since})::float8 AS "afterS" FROM calls WHERE id = $1 AND status = 'ended'`,
        [id],
      ),
    (rows) => rows.length === 1,
  );
  return row!;
}

describe.each([
  ['ahead', '+1h'],
  ['behind', '-1h'],
])('beside an instance that is an hour %s', (_where, FAKETIME) => {
  let url: string;
  let ana: Device;
  let ben: Device;

  beforeAll(async () => {
    env = await stores();
    ({ url } = await startServer({ ...env, ...SETTINGS }));
    [ana, ben] = await people(url);
  });

  test('mutes and links stay until they end', async () => {
    const { slug: room } = await aRoom(ana);
    const carl = await aUser('carl', url);
    for (const person of [ben, carl]) {
      await giveRole(ana, room, person, 'member').expect(200);
      await mute(ana, room, person, { forS: 1800 }).expect(200);
    }
    const { id } = await anInvitation(ana, room);
    await sql(`UPDATE room_invitations SET expires_at = now() + interval '30 minutes'`);
    await sql(`UPDATE room_mutes SET until = now() - interval '2 hours' WHERE user_id = $1`, [carl.id]);
    await startServer({ ...env, ...SETTINGS, ...WRONG_CLOCK, FAKETIME });
    // It has deleted expired rows, as instances do when they start: links, then mutes.
    await eventually(
      () => sql('SELECT 1 FROM room_mutes WHERE user_id = $1', [carl.id]),
      (rows) => rows.length === 0,
    );
    expect(await sql('SELECT user_id FROM room_mutes')).toEqual([{ user_id: ben.id }]);
    expect(await sql('SELECT id FROM room_invitations')).toEqual([{ id }]);
  });

  test('a call rings as long as it should', async () => {
    const { call } = await ring(ana, ben);
    const end = await endOf(call.id, 'created_at');
    expect(end.reason).toBe('missed');
    expect(end.afterS).toBeGreaterThanOrEqual(2.9);
  });

  test('a device that lost the connection has time to come back', async () => {
    const { call } = await anActiveCall({ ana, ben });
    ben.disconnect();
    const end = await endOf(call.id, 'answered_at');
    expect(end.reason).toBe('lost');
    expect(end.afterS).toBeGreaterThanOrEqual(2.9);
    await ben.connect();
  });
});

test('a clock that is set back by an hour does not make a call ring for an hour', async () => {
  env = await stores();
  const FAKETIME_TIMESTAMP_FILE = path.join(temporaryFolder('clock'), 'offset');
  writeFileSync(FAKETIME_TIMESTAMP_FILE, '+0');
  const { url } = await startServer({
    ...env,
    ...SETTINGS,
    ...WRONG_CLOCK,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_TIMESTAMP_FILE,
  });
  const [ana, ben] = await people(url);
  const { call } = await ring(ana, ben);
  writeFileSync(FAKETIME_TIMESTAMP_FILE, '-1h');
  expect((await endOf(call.id, 'created_at')).reason).toBe('missed');
});
