/** Service keys: created by administrators, shown once, limited to their scopes, invalid once they are revoked. */
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { ServiceKeyInfo } from '../../src/integrations/integrations.protocol.js';
import type { AuditRecord } from '../../src/platform/audit/audit.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { aGuest, aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { instanceUrls } from '../support/instances.js';
import { aServiceKey, anAdmin, BackEnd } from '../support/integrations.js';
import { answer, refusal } from '../support/rest.js';

const KEYS = '/api/admin/service-keys';
const GOOD = { name: 'shop', scopes: ['events:publish'] };

const list = async (admin: Device) =>
  (await answer<Page<ServiceKeyInfo>>(admin.rest.get(KEYS).expect(200))).body.items;
const publishing = (url: string, key: string, userId: string) =>
  new BackEnd(key, url).publish({ to: { userIds: [userId] }, event: 'hello', data: {} });

test('a key is shown once, and the list shows its end', async () => {
  const admin = await anAdmin();
  const { key, ...info } = await aServiceKey(admin, { scopes: ['events:publish', 'events:publish'] });
  expect(key).toMatch(/^rl_sk_[\w-]{43}$/);
  expect(info).toEqual({
    id: expect.any(String),
    name: 'shop',
    hint: key.slice(-4),
    scopes: ['events:publish'],
    createdAt: expect.any(String),
    createdBy: admin.id,
    expiresAt: null,
    lastUsedAt: null,
  });
  expect(await list(admin)).toContainEqual(info);
  expect(JSON.stringify(await list(admin))).not.toContain(key);
});

test('its use is noted', async () => {
  const admin = await anAdmin();
  const { id, key } = await aServiceKey(admin);
  await publishing(admin.url, key, admin.id).expect(202);
  const used = await eventually(
    async () => (await list(admin)).find((one) => one.id === id),
    (one) => typeof one?.lastUsedAt === 'string',
  );
  expect(used!.lastUsedAt! >= used!.createdAt).toBe(true);
});

test('a revoked key is refused by every instance at once, and both acts are in the audit log', async () => {
  const admin = await anAdmin();
  const { id, key } = await aServiceKey(admin);
  for (const url of instanceUrls()) await publishing(url, key, admin.id).expect(202);
  await admin.rest.delete(`${KEYS}/${id}`).expect(204);
  for (const url of instanceUrls())
    expect(await refusal(publishing(url, key, admin.id), 401)).toMatchObject({
      code: 'service_key_invalid',
      retryable: false,
    });
  expect((await list(admin)).map((one) => one.id)).not.toContain(id);
  expect((await refusal(admin.rest.delete(`${KEYS}/${id}`), 404)).code).toBe('service_key_not_found');
  const audit = await answer<Page<AuditRecord>>(admin.rest.get('/api/admin/audit?limit=100').expect(200));
  const events = audit.body.items
    .filter(({ details }) => details.serviceKeyId === id)
    .map(({ event }) => event);
  expect(events).toEqual(expect.arrayContaining(['authn_token_revoked', 'authn_token_created']));
  expect(audit.text).not.toContain(key);
});

test('a key that expires is refused from then on', async () => {
  const admin = await anAdmin();
  const expiresAt = new Date(Date.now() + 1500).toISOString();
  const { key } = await aServiceKey(admin, { expiresAt });
  const late = await eventually(
    () => publishing(admin.url, key, admin.id),
    ({ status }) => status === 401,
  );
  expect((late.body as { code: string }).code).toBe('service_key_expired');
});

test.each([
  ['no name', { ...GOOD, name: '' }, 'name'],
  ['a name that is too long', { ...GOOD, name: 'x'.repeat(65) }, 'name'],
  ['a line break in the name', { ...GOOD, name: 'a\nb' }, 'name'],
  ['no scope', { ...GOOD, scopes: [] }, 'scopes'],
  ['a scope that there is not', { ...GOOD, scopes: ['users:delete'] }, 'scopes'],
  ['an expiry in the past', { ...GOOD, expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
  ['an expiry that is no instant', { ...GOOD, expiresAt: 'tomorrow' }, 'expiresAt'],
  ['an unknown field', { ...GOOD, key: 'rl_sk_mine' }, 'key'],
])('%s is refused by name', async (_name, body, path) => {
  const problem = await refusal((await anAdmin()).rest.post(KEYS).send(body), 400);
  expect(problem.code).toBe('validation_failed');
  expect(new Set(problem.errors!.map((error) => error.path))).toEqual(new Set([path]));
});

test('only users who may manage integrations see, make and revoke keys', async () => {
  const admin = await anAdmin();
  const { id } = await aServiceKey(admin);
  for (const person of [await aUser('ana'), await aGuest()])
    for (const request of [
      person.rest.get(KEYS),
      person.rest.post(KEYS).send(GOOD),
      person.rest.delete(`${KEYS}/${id}`),
    ])
      expect((await refusal(request, 403)).code).toBe('permission_denied');
  for (const request of [
    supertest(admin.url).get(KEYS),
    supertest(admin.url).post(KEYS).send(GOOD),
    supertest(admin.url).delete(`${KEYS}/${id}`),
  ])
    expect((await refusal(request, 401)).code).toBe('token_missing');
  expect((await list(admin)).map((one) => one.id)).toContain(id);
});
