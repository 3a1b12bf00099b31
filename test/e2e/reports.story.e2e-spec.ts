/** A user reports a message or another user; the room's moderators or the staff review and close it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { PersonalExport } from '../../src/accounts/accounts.protocol.js';
import type { Report, ReportReceipt } from '../../src/moderation/moderation.protocol.js';
import type { AuditRow } from '../../src/platform/audit/audit.policy.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { DirectThread } from '../../src/rooms/rooms.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { aChat, say } from '../support/messages.js';
import { aReport, reportMessage, reportsOf, reportUser, closeReport } from '../support/moderation.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { giveRole } from '../support/rooms.js';

async function aModerator(): Promise<Device> {
  const person = await aUser('staff');
  await grant(person, 'moderator');
  return person;
}
const all = async (staff: Device, query = '') =>
  (await answer<Page<Report>>(staff.rest.get(`/api/admin/reports${query}`).expect(200))).body.items;
const ofAll = async (staff: Device, id: string) =>
  (await all(staff, '?limit=100')).find((one) => one.id === id);

async function aScene() {
  const { room, people } = await aChat(['ana', 'ben', 'eve']);
  const [ana, ben, eve] = people as [Device, Device, Device];
  return { room, ana, ben, eve, said: await say(eve, room, 'buy my pills') };
}

describe('a message that is reported', () => {
  test('is kept as it was, whatever becomes of it, and is closed once', async () => {
    const { room, ana, ben, eve, said } = await aScene();
    const note = 'every day\nthe same';
    const { body: receipt } = await answer<ReportReceipt>(
      reportMessage(ben, room, said.id, { note: ` ${note} ` }).expect(201),
    );
    expect(receipt).toEqual({ id: expect.any(String), status: 'open', createdAt: expect.any(String) });
    await eve.emit('message:edit', { room, id: said.id, text: 'good morning' });
    await eve.emit('message:delete', { room, id: said.id });

    const [report] = await reportsOf(ana, room, '?status=open');
    const { id: userId, username, displayName } = eve.user;
    expect(report).toEqual({
      ...receipt,
      reason: 'spam',
      note,
      room: { slug: room, name: 'Tea kitchen' },
      message: { id: said.id, seq: said.seq, text: 'buy my pills', images: 0, createdAt: said.createdAt },
      subject: { id: userId, username, displayName },
      reporter: null,
      resolution: null,
      resolvedAt: null,
      resolvedBy: null,
    });
    const closed = closeReport(ana, room, receipt.id, { status: 'resolved', resolution: 'muted for a day' });
    expect((await answer<Report>(closed.expect(200))).body).toEqual({
      ...report,
      status: 'resolved',
      resolution: 'muted for a day',
      resolvedAt: expect.any(String),
      resolvedBy: ana.id,
    });
    const again = closeReport(ana, room, receipt.id, { status: 'dismissed' });
    expect((await refusal(again, 409)).code).toBe('report_closed');
    expect(await reportsOf(ana, room, '?status=open')).toEqual([]);
    expect(await reportsOf(ana, room, '?status=resolved')).toHaveLength(1);
  });

  test('is reported once by each person while the report is open, also at once', async () => {
    const { room, ana, ben, said } = await aScene();
    const [first, second] = await Promise.all(
      [ben, await ben.device()].map((device) => aReport(device, room, said.id)),
    );
    expect(second!.id).toBe(first!.id);
    await aReport(ana, room, said.id);
    expect(await reportsOf(ana, room)).toHaveLength(2);
    await closeReport(ana, room, first!.id, { status: 'dismissed' }).expect(200);
    expect((await aReport(ben, room, said.id)).id).not.toBe(first!.id);
  });

  test('is closed by one of two who do so at once', async () => {
    const { room, ana, ben, said } = await aScene();
    const { id } = await aReport(ben, room, said.id);
    const outcomes = await Promise.all(
      [ana, await ana.device()].map((device) => closeReport(device, room, id, { status: 'resolved' })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('may be reported by guests, and by muted users', async () => {
    const { room, ana, ben, said } = await aScene();
    await aReport(await aGuest(), room, said.id);
    await ana.rest.put(`/api/chat/rooms/${room}/members/${ben.id}/mute`).send({ forS: 600 }).expect(200);
    await aReport(ben, room, said.id);
    expect(await reportsOf(ana, room)).toHaveLength(2);
  });

  test('in a direct thread only the staff sees', async () => {
    const [ana, eve, staff] = [await aUser('ana'), await aUser('eve'), await aModerator()];
    const started = ana.rest.post('/api/chat/direct/start').send({ username: eve.user.username });
    const { slug } = (await answer<DirectThread>(started.expect(200))).body;
    await eve.connect();
    const said = await say(eve, slug, 'I know where you live');
    const { id } = await aReport(ana, slug, said.id);
    const list = ana.rest.get(`/api/chat/rooms/${slug}/reports`);
    expect((await refusal(list, 409)).code).toBe('direct_thread_fixed');
    expect(await ofAll(staff, id)).toMatchObject({
      message: { text: 'I know where you live' },
      subject: { id: eve.id },
      reporter: { id: ana.id },
    });
  });
});

describe('who sees which reports', () => {
  test('a moderator none about themselves, and admins none about owners and admins', async () => {
    const { room, ana, ben, eve } = await aScene();
    const cem = await aUser('cem');
    await giveRole(ana, room, ben, 'admin').expect(200);
    await giveRole(ana, room, cem, 'admin').expect(200);
    const about = async (person: Device) => {
      if (!person.isConnected) await person.connect();
      return aReport(eve, room, (await say(person, room, 'x')).id);
    };
    const [ofAna, ofBen, ofCem] = [await about(ana), await about(ben), await about(cem)];
    expect(await reportsOf(ben, room)).toEqual([]);
    expect((await reportsOf(ana, room)).map(({ id }) => id)).toEqual([ofCem.id, ofBen.id]);
    for (const [moderator, { id }] of [
      [ben, ofAna],
      [ben, ofBen],
      [ben, ofCem],
      [ana, ofAna],
    ] as const)
      expect((await refusal(closeReport(moderator, room, id, { status: 'dismissed' }), 404)).code).toBe(
        'report_not_found',
      );
    const staff = await aModerator();
    await staff.rest.patch(`/api/admin/reports/${ofAna.id}`).send({ status: 'resolved' }).expect(200);
  });

  test('those of a room not those of another', async () => {
    const [one, other] = [await aScene(), await aScene()];
    const { id } = await aReport(one.ben, one.room, one.said.id);
    expect(await reportsOf(other.ana, other.room)).toEqual([]);
    const closed = closeReport(other.ana, other.room, id, { status: 'dismissed' });
    expect((await refusal(closed, 404)).code).toBe('report_not_found');
  });

  test('the staff all of them, with who reported; nobody closes what is about themselves', async () => {
    const [staff, ben, eve] = [await aModerator(), await aUser('ben'), await aUser('eve')];
    const { body: receipt } = await answer<ReportReceipt>(reportUser(ben, eve, { note: 'rude' }).expect(201));
    expect(await ofAll(staff, receipt.id)).toMatchObject({
      reason: 'harassment',
      note: 'rude',
      room: null,
      message: null,
      subject: { id: eve.id },
      reporter: { id: ben.id },
    });
    const closed = staff.rest.patch(`/api/admin/reports/${receipt.id}`);
    const { body } = await answer<Report>(closed.send({ status: 'dismissed' }).expect(200));
    expect(body).toMatchObject({ status: 'dismissed', resolvedBy: staff.id });
    const { id } = (await answer<ReportReceipt>(reportUser(ben, staff).expect(201))).body;
    const own = staff.rest.patch(`/api/admin/reports/${id}`).send({ status: 'dismissed' });
    expect((await refusal(own, 404)).code).toBe('report_not_found');
  });

  test('and nobody else any', async () => {
    const [ben, gus] = [await aUser('ben'), await aGuest()];
    const auditor = await aUser('auditor');
    await grant(auditor, 'auditor');
    for (const person of [ben, gus, auditor])
      for (const request of [
        person.rest.get('/api/admin/reports'),
        person.rest.patch(`/api/admin/reports/${randomUUID()}`).send({ status: 'dismissed' }),
      ])
        expect((await refusal(request, 403)).code).toBe('permission_denied');
    for (const path of [`/api/admin/reports`, `/api/chat/rooms/public/reports`])
      expect((await refusal(supertest(ben.url).get(path), 401)).code).toBe('token_missing');
    const anonymous = supertest(ben.url).post(`/api/users/${ben.id}/report`).send({ reason: 'spam' });
    expect((await refusal(anonymous, 401)).code).toBe('token_missing');
  });

  test('page by page, the latest first', async () => {
    const { room, ana, ben, eve } = await aScene();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await aReport(ben, room, (await say(eve, room, `${i}`)).id)).id);
    const page = async (query: string) =>
      (
        await answer<Page<Report>>(
          ana.rest.get(`/api/chat/rooms/${room}/reports?limit=2${query}`).expect(200),
        )
      ).body;
    const first = await page('');
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await page(`&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ id: ids[2] }], nextCursor: null });
  });
});

test('who closed a report stands in the audit log; who reported and who was reported do not', async () => {
  const { room, ana, ben, said } = await aScene();
  const { id } = await aReport(ben, room, said.id);
  await closeReport(ana, room, id, { status: 'resolved' }).expect(200);
  const admin = await aUser('admin');
  await grant(admin, 'admin');
  const asked = admin.rest.get(`/api/admin/audit?event=authz_admin&actorId=${ana.id}`).expect(200);
  const row = (await answer<Page<AuditRow>>(asked)).body.items.find(
    ({ reason }) => reason === 'report_settled',
  );
  expect(row).toMatchObject({ result: 'success', details: { reportId: id, status: 'resolved', room } });
  expect(row!.subjectId ?? null).toBeNull();
});

describe('an account that goes', () => {
  const erase = (person: Device) =>
    person.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);

  test('takes its name and words along; what it reported is still looked at', async () => {
    const { room, ana, ben, said } = await aScene();
    const { body: receipt } = await answer<ReportReceipt>(
      reportMessage(ben, room, said.id, { note: 'I, ben, am angry' }).expect(201),
    );
    const { body: held } = await answer<PersonalExport>(ben.rest.get('/api/profile/export').expect(200));
    expect(held).toMatchObject({
      reports: [{ messageId: said.id, reason: 'spam', note: 'I, ben, am angry' }],
    });
    await erase(ben);
    const staff = await aModerator();
    expect(await ofAll(staff, receipt.id)).toMatchObject({ note: '', reporter: null, status: 'open' });
    await closeReport(ana, room, receipt.id, { status: 'resolved' }).expect(200);
  });

  test('leaves open reports about it to be looked at, and takes the closed ones along', async () => {
    const { room, ana, ben, eve, said } = await aScene();
    const closed = await aReport(ben, room, said.id);
    await closeReport(ana, room, closed.id, { status: 'dismissed' }).expect(200);
    const open = await aReport(ben, room, (await say(eve, room, 'and my powders')).id);
    const { text } = await eve.rest.get('/api/profile/export').expect(200);
    expect(text).not.toContain(open.id);
    expect(text).not.toContain(ben.id);
    await erase(eve);
    expect(await reportsOf(ana, room)).toMatchObject([{ id: open.id, message: { text: 'and my powders' } }]);
    const [report] = await reportsOf(ana, room);
    expect(report!.subject?.username ?? '').not.toBe(eve.user.username);
  });

  test('its reports outlive the moderator who closed them', async () => {
    const { room, ana, ben, said } = await aScene();
    const cem = await aUser('cem');
    await giveRole(ana, room, cem, 'owner').expect(200);
    const { id } = await aReport(ben, room, said.id);
    await closeReport(ana, room, id, { status: 'resolved', resolution: 'warned' }).expect(200);
    await erase(ana);
    expect(await reportsOf(cem, room)).toMatchObject([{ id, resolution: 'warned', resolvedBy: null }]);
  });
});

describe('what is refused', () => {
  test('oneself, what is not there, and what is not to be seen', async () => {
    const { room, ana, ben, eve, said } = await aScene();
    for (const request of [reportMessage(eve, room, said.id), reportUser(eve, eve)])
      expect((await refusal(request, 400)).code).toBe('cannot_report_yourself');
    expect((await refusal(reportMessage(ben, room, randomUUID()), 404)).code).toBe('message_not_found');
    expect((await refusal(reportMessage(ben, 'public', said.id), 404)).code).toBe('message_not_found');
    const nobody = ben.rest.post(`/api/users/${randomUUID()}/report`).send({ reason: 'spam' });
    expect((await refusal(nobody, 404)).code).toBe('user_not_found');
    await refusal(ben.rest.post('/api/users/eve/report').send({ reason: 'spam' }), 400);
    await eve.emit('message:delete', { room, id: said.id });
    expect((await refusal(reportMessage(ben, room, said.id), 409)).code).toBe('message_deleted');
    expect((await refusal(closeReport(ana, room, randomUUID(), { status: 'resolved' }), 404)).code).toBe(
      'report_not_found',
    );
    await refusal(closeReport(ana, room, 'x', { status: 'resolved' }), 400);
  });

  test.each([
    {},
    { reason: 'boring' },
    { reason: null },
    { reason: ['spam'] },
    { reason: 'spam', note: null },
    { reason: 'spam', note: 'x'.repeat(1001) },
    { reason: 'spam', note: 'a\0b' },
    { reason: 'spam', note: '\u001b[31m' },
    { reason: 'spam', note: 'x\ud83d' },
    { reason: 'spam', status: 'resolved' },
    { reason: 'spam', reporterId: randomUUID() },
  ])('the complaint %j', async (complaint) => {
    const [ben, eve] = [await aUser('ben'), await aUser('eve')];
    const request = ben.rest.post(`/api/users/${eve.id}/report`).send(complaint);
    expect((await refusal(request, 400)).code).toBe('validation_failed');
  });

  test.each([
    {},
    { status: 'open' },
    { status: null },
    { status: 'resolved', resolution: null },
    { status: 'resolved', resolution: 'x'.repeat(1001) },
    { status: 'resolved', resolution: 'a\0b' },
    { status: 'resolved', resolvedBy: randomUUID() },
  ])('the verdict %j', async (verdict) => {
    const { room, ana, ben, said } = await aScene();
    const { id } = await aReport(ben, room, said.id);
    expect((await refusal(closeReport(ana, room, id, verdict), 400)).code).toBe('validation_failed');
  });

  test.each(['status=closed', 'status=', 'limit=0', 'cursor=x', 'reporter=x'])(
    'a list with %s',
    async (query) => {
      const staff = await aModerator();
      expect((await refusal(staff.rest.get(`/api/admin/reports?${query}`), 400)).code).toBe(
        'validation_failed',
      );
    },
  );
});
