/** The audit log, as each kind of reader sees it. */
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { AuditRecord } from '../../src/platform/audit/audit.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { instanceUrl } from '../support/instances.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';

async function anAuditor(role = 'auditor'): Promise<Device> {
  const device = await aUser(role.slice(0, 8));
  await grant(device, role);
  return device;
}

async function read(auditor: Device, query: Record<string, string> = {}): Promise<Page<AuditRecord>> {
  const search = new URLSearchParams(query).toString();
  return (await answer<Page<AuditRecord>>(auditor.rest.get(`/api/admin/audit?${search}`).expect(200))).body;
}

/** The entries about a user, oldest first; those about reading left out. */
async function life(auditor: Device, subjectId: string): Promise<AuditRecord[]> {
  const { items } = await read(auditor, { subjectId, limit: '100' });
  return items.filter(({ event }) => event !== 'sensitive_read' && event !== 'authz_admin').reverse();
}

const events = (records: AuditRecord[]) => records.map(({ event }) => event);

test('a life: each act is one row, with who, to whom and from where', async () => {
  const auditor = await anAuditor();
  const ana = await aUser('ana');
  const phone = await ana.device();
  await supertest(phone.url)
    .post('/api/auth/logout')
    .set('authorization', `Bearer ${phone.accessToken}`)
    .set('user-agent', 'Phone/1.0')
    .set('x-request-id', 'request-of-ana-1')
    .expect(204);
  const { refreshToken } = ana;
  await ana.refresh();
  await ana.rest.patch('/api/profile').send({ displayName: 'Ana' }).expect(200);
  await supertest(ana.url).post('/api/auth/refresh').send({ refreshToken }).expect(401);

  const rows = await life(auditor, ana.id);
  expect(events(rows)).toEqual([
    'user_created',
    'session_created',
    'authn_login_success',
    'session_created',
    'authn_token_revoked',
    'user_updated',
    'authn_token_reuse',
  ]);
  const logout = rows[4]!;
  expect(logout).toMatchObject({
    result: 'success',
    reason: 'logout',
    level: 'info',
    actorId: ana.id,
    subjectId: ana.id,
    sessionId: rows[3]!.sessionId,
    userAgent: 'Phone/1.0',
    requestId: 'request-of-ana-1',
  });
  expect(logout.ip).toMatch(/^(127\.0\.0\.1|::1)$/);
  expect(rows[6]).toMatchObject({ result: 'failure', level: 'critical', actorId: null });
});

test('what an administrator does bears their name', async () => {
  const admin = await anAuditor('admin');
  const ben = await aUser('ben');
  const change = (body: object) => admin.rest.patch(`/api/admin/users/${ben.id}`).send(body).expect(200);
  await change({ roles: ['auditor'] });
  await change({ roles: ['auditor'] });
  await change({ status: 'blocked', roles: [] });
  await change({ status: 'active' });

  const rows = (await life(admin, ben.id)).slice(2);
  expect(rows.map(({ event, reason }) => [event, reason])).toEqual([
    ['privilege_permissions_changed', null],
    ['privilege_permissions_changed', null],
    ['user_archived', 'account_blocked'],
    ['user_updated', 'account_active'],
  ]);
  for (const row of rows) expect(row).toMatchObject({ actorId: admin.id, subjectId: ben.id });
  expect(rows[0]!.details).toEqual({ from: ['member'], to: ['auditor', 'member'] });
  expect(rows[2]!.details).toEqual({ from: 'active', to: 'blocked', sessionsEnded: 1 });
});

test('guests, their upgrade, and the end of an account', async () => {
  const auditor = await anAuditor();
  const gus = await aGuest('Gus');
  await gus.rest
    .post('/api/auth/guest/upgrade')
    .send({ username: `gus${gus.id.slice(0, 8)}`, password: PASSWORD })
    .expect(200);
  const again = await supertest(gus.url)
    .post('/api/auth/login')
    .send({ login: `gus${gus.id.slice(0, 8)}`, password: PASSWORD })
    .expect(200);
  const { accessToken } = again.body as { accessToken: string };
  await supertest(gus.url)
    .delete('/api/profile')
    .set('authorization', `Bearer ${accessToken}`)
    .set('user-agent', 'nobody should know')
    .send({ password: PASSWORD })
    .expect(204);

  const rows = await life(auditor, gus.id);
  expect(rows.map(({ event, reason }) => [event, reason])).toEqual([
    ['user_created', null],
    ['session_created', null],
    ['user_updated', 'guest_upgraded'],
    ['session_created', 'account_upgraded'],
    ['authn_login_success', null],
    ['session_created', null],
    ['user_deleted', 'own_wish'],
  ]);
  expect(rows.at(-1)).toMatchObject({
    actorId: gus.id,
    ip: null,
    userAgent: null,
    details: { sessionsEnded: 2 },
  });
});

test('an act that is refused leaves a refusal, and no row of the act', async () => {
  const admin = await anAuditor('admin');
  const auditor = await anAuditor();
  const ben = await aUser('ben');
  const taken = { username: ben.user.username, email: `${ben.user.username}@example.org` };
  expect((await refusal(admin.rest.post('/api/admin/users').send(taken), 409)).code).toBe('username_taken');
  const block = auditor.rest.patch(`/api/admin/users/${ben.id}`).send({ status: 'blocked' });
  await refusal(block, 403);

  const created = await read(admin, { event: 'user_created', actorId: admin.id });
  expect(created.items.filter(({ subjectId }) => subjectId !== admin.id)).toEqual([]);
  const { items } = await eventually(
    () => read(admin, { event: 'authz_fail', actorId: auditor.id }),
    (page) => page.items.length > 0,
  );
  expect(items).toMatchObject([{ reason: 'permission_denied', details: { permission: 'users.update' } }]);
  expect(events(await life(admin, ben.id))).toEqual(['user_created', 'session_created']);
});

test('reading it is written down, looking at accounts and taking an export as well', async () => {
  const auditor = await anAuditor();
  const ben = await aUser('ben');
  await auditor.rest.get(`/api/admin/users/${ben.id}`).expect(200);
  await auditor.rest.get('/api/admin/users?limit=1').expect(200);
  await auditor.rest.get('/api/profile/export').expect(200);
  await read(auditor, { subjectId: ben.id });
  const { items } = await eventually(
    () => read(auditor, { actorId: auditor.id, limit: '100' }),
    (page) => page.items.filter(({ details }) => details.what !== 'audit' && details.what).length === 3,
  );
  expect(items.map(({ event, subjectId, details }) => [event, subjectId, details.what])).toEqual(
    expect.arrayContaining([
      ['authz_admin', ben.id, 'account'],
      ['authz_admin', null, 'accounts'],
      ['sensitive_read', auditor.id, 'export'],
      ['sensitive_read', ben.id, 'audit'],
    ]),
  );
});

test('newest first, page by page, each once, between two instants', async () => {
  const auditor = await anAuditor();
  const ana = await aUser('ana');
  for (const displayName of ['A', 'B', 'C', 'D'])
    await ana.rest.patch('/api/profile').send({ displayName }).expect(200);
  const all = (await read(auditor, { subjectId: ana.id, event: 'user_updated' })).items;
  expect(all).toHaveLength(4);
  expect(all.map(({ id }) => BigInt(id))).toEqual(
    all.map(({ id }) => BigInt(id)).sort((a, b) => Number(b - a)),
  );

  const paged: AuditRecord[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = {
      subjectId: ana.id,
      event: 'user_updated',
      limit: '3',
      ...(cursor && { cursor }),
    };
    const page: Page<AuditRecord> = await read(auditor, query);
    paged.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  expect(paged).toEqual(all);

  const [newest, , , oldest] = all;
  const between = { subjectId: ana.id, since: oldest!.at, until: newest!.at };
  const some = (await read(auditor, between)).items.map(({ id }) => id);
  expect(some).toContain(oldest!.id);
  expect(some).not.toContain(newest!.id);
  const later = (await read(auditor, { subjectId: ana.id, since: '2999-01-01T00:00:00Z' })).items;
  expect(later).toEqual([]);
});

describe('refused', () => {
  test.each([
    ['event=logout'],
    ['event=constructor'],
    ['event=user_created&event=user_updated'],
    ['subjectId=ana'],
    ['actorId=1'],
    ['since=yesterday'],
    ['since=2026-01-31'],
    ['until=2026-13-01T00:00:00Z'],
    ['until=0000-01-01T00:00:00Z'],
    ['cursor=nonsense'],
    [`cursor=${Buffer.from('0').toString('base64url')}`],
    [`cursor=${Buffer.from('9'.repeat(30)).toString('base64url')}`],
    [`cursor=${Buffer.from("1' OR 1=1").toString('base64url')}`],
    ['limit=0'],
    ['limit=101'],
    ['order=asc'],
  ])('%s', async (query) => {
    const auditor = await anAuditor();
    const problem = await refusal(auditor.rest.get(`/api/admin/audit?${query}`), 400);
    expect(problem.code).toBe('validation_failed');
    expect(problem.errors!.length).toBeGreaterThan(0);
  });

  test('who may not read it', async () => {
    for (const device of [await aUser(), await aGuest(), await anAuditor('user-manager')])
      expect((await refusal(device.rest.get('/api/admin/audit'), 403)).code).toBe('permission_denied');
    const nobody = supertest(instanceUrl()).get('/api/admin/audit');
    expect((await refusal(nobody, 401)).code).toBe('token_missing');
  });
});
