/** Rows of the audit log while the server stops, and while the database is away. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { query } from '../attacks/mint.js';
import { scrape, total } from '../ops/scrape.js';
import { aUser } from '../support/client.js';
import { type CuttableLink, cuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { startServer, stores } from '../support/server.mjs';

const DROPPED = 'audit_dropped_total';

let env: Awaited<ReturnType<typeof stores>>;
let link: CuttableLink;

beforeAll(async () => {
  env = await stores();
  link = await cuttableLink(env.DATABASE_URL);
});

afterAll(() => link.close());

const count = async (condition: string) =>
  (await query(env.DATABASE_URL, `SELECT 1 FROM security.audit WHERE ${condition}`)).length;

/** The database refuses rows of one kind. */
const forbid = (event: string) =>
  query(
    env.DATABASE_URL,
    `ALTER TABLE security.audit ADD CONSTRAINT forbidden CHECK (event <> '${event}') NOT VALID`,
  );
const allow = () => query(env.DATABASE_URL, 'ALTER TABLE security.audit DROP CONSTRAINT forbidden');

test('what was refused a moment before the server stops is written', async () => {
  const server = await startServer(env);
  const ana = await aUser('ana', server.url);
  for (let i = 0; i < 5; i += 1) await ana.rest.get('/api/admin/audit').expect(403);
  expect(await server.stop()).toBe(0);
  expect(await count(`event = 'authz_fail' AND actor_id = '${ana.id}'`)).toBe(5);
});

test('while the database is away nothing happens that would have no row', async () => {
  const server = await startServer({ ...env, DATABASE_URL: link.url }, { errorsExpected: true });
  const ana = await aUser('ana', server.url);
  link.cut();
  await ana.rest.post('/api/auth/logout').expect(503);
  link.mend();
  await eventually(
    async () => (await ana.rest.get('/api/auth/me')).status,
    (status) => status === 200,
  );
  expect(await count(`event = 'authn_token_revoked' AND subject_id = '${ana.id}'`)).toBe(0);
  await ana.rest.post('/api/auth/logout').expect(204);
  expect(await count(`event = 'authn_token_revoked' AND subject_id = '${ana.id}'`)).toBe(1);
});

test('refusals whose row cannot be written are counted, and refused all the same', async () => {
  const server = await startServer(env);
  const ana = await aUser('ana', server.url);
  const before = total(await scrape(server.url), DROPPED);
  await forbid('authz_fail');
  for (let i = 0; i < 3; i += 1) await ana.rest.get('/api/admin/audit').expect(403);
  await eventually(
    async () => total(await scrape(server.url), DROPPED),
    (dropped) => dropped === before + 3,
  );
  await allow();
  await ana.rest.get('/api/admin/audit').expect(403);
  await eventually(
    () => count(`event = 'authz_fail' AND actor_id = '${ana.id}'`),
    (rows) => rows === 1,
  );
});

test('where the row is refused, the act is', async () => {
  const server = await startServer(env, { errorsExpected: true });
  const ana = await aUser('ana', server.url);
  const rename = (displayName: string) => ana.rest.patch('/api/profile').send({ displayName });
  await forbid('user_updated');
  await rename('Ana the Second').expect(500);
  expect((await ana.rest.get('/api/auth/me')).body).toMatchObject({ displayName: ana.user.displayName });
  await allow();
  await rename('Ana the Second').expect(200);
});
