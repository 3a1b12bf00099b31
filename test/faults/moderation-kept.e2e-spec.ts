/**
 * Expired mutes and invitations, and reports that were closed long ago, are deleted when an instance starts, and nothing
 * else.
 */
import { expect, test } from '@jest/globals';
import type { Report } from '../../src/moderation/moderation.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { query } from '../attacks/mint.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { reportUser } from '../support/moderation.js';
import { answer } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { anInvitation, aRoom, mute } from '../support/rooms.js';
import { startServer, stores } from '../support/server.mjs';

const reports = async (staff: Device) =>
  (await answer<Page<Report>>(staff.rest.get('/api/admin/reports').expect(200))).body.items.map(
    ({ id }) => id,
  );

test('links, mutes and reports', async () => {
  const shared = { ...(await stores()), REPORT_KEEP_DAYS: '30' };
  const { url } = await startServer(shared);
  const [ana, ben, eve, staff] = await Promise.all(
    ['ana', 'ben', 'eve', 'staff'].map((name) => aUser(name, url)),
  );
  await grant(staff!, 'moderator');
  const { slug } = await aRoom(ana!);
  const [kept, expired] = [await anInvitation(ana!, slug), await anInvitation(ana!, slug)];
  await mute(ana!, slug, ben!).expect(200);
  await mute(ana!, slug, eve!).expect(200);
  const made: string[] = [];
  for (const [reporter, person] of [
    [ana, eve],
    [ben, eve],
    [ana, ben],
  ] as const)
    made.push((await answer<{ id: string }>(reportUser(reporter!, person!).expect(201))).body.id);
  const [open, young, old] = made as [string, string, string];
  for (const id of [young, old])
    await staff!.rest.patch(`/api/admin/reports/${id}`).send({ status: 'dismissed' }).expect(200);

  const sql = (text: string, values: string[]) => query<{ id: string }>(shared.DATABASE_URL, text, values);
  await sql(`UPDATE room_invitations SET expires_at = now() - interval '1 second' WHERE id = $1`, [
    expired.id,
  ]);
  await sql(`UPDATE room_mutes SET until = now() - interval '1 second' WHERE user_id = $1`, [eve!.id]);
  await sql(`UPDATE reports SET created_at = now() - interval '99 days' WHERE id = $1`, [open]);
  await sql(`UPDATE reports SET resolved_at = now() - interval '29 days' WHERE id = $1`, [young]);
  await sql(`UPDATE reports SET resolved_at = now() - interval '31 days' WHERE id = $1`, [old]);
  expect((await reports(staff!)).sort()).toEqual([...made].sort());

  await startServer(shared);
  await eventually(
    () => reports(staff!),
    (ids) => ids.length === 2,
  );
  expect((await reports(staff!)).sort()).toEqual([open, young].sort());
  const left = () =>
    sql('SELECT id::text FROM room_invitations UNION ALL SELECT user_id::text FROM room_mutes', []);
  const rows = await eventually(left, (found) => found.length === 2);
  expect(rows.map(({ id }) => id).sort()).toEqual([kept.id, ben!.id].sort());
});
