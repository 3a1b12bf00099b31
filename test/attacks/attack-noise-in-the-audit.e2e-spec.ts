/** Hiding in the audit log by filling it, or finding typed passwords in it. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { answer } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';
import { anIp, from, REAL_LIMITS, someone, tries } from '../support/crowd.js';

interface Row {
  event: string;
  reason: string | null;
  subject: string | null;
  session: string | null;
  ip: string;
  details: Record<string, unknown>;
}

let url: string;
let client: pg.Client;

beforeAll(async () => {
  const env = await stores();
  url = (await startServer({ ...env, ...REAL_LIMITS })).url;
  client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
});

afterAll(() => client.end());

const audit = async (): Promise<Row[]> =>
  (
    await client.query<Row>(
      `SELECT event, reason, subject_id AS subject, session_id AS session, ip, details FROM security.audit ORDER BY id`,
    )
  ).rows;
const of = (rows: Row[], event: string) => rows.filter((row) => row.event === event);

/** Refusals are written a moment later: one that came after all others shows that they are there. */
async function auditSoFar(): Promise<Row[]> {
  const last = anIp();
  await tries(url, 'last', 'last', last).expect(401);
  return (await eventually(audit, (rows) => rows.some(({ ip }) => ip === last))).filter(
    ({ ip }) => ip !== last,
  );
}

test('a row for each comparison, one for each lock, one for all that is refused meanwhile', async () => {
  const ana = await someone(url);
  for (let i = 0; i < 10; i += 1) await tries(url, ana.user.username, `wrong ${i}`).expect(401);
  for (let i = 0; i < 40; i += 1) await tries(url, ana.user.username, `more ${i}`).expect(429);
  const ip = anIp();
  for (let i = 0; i < 35; i += 1) await from(url, ip, 'guest', {});

  const rows = await auditSoFar();
  const failed = of(rows, 'authn_login_fail');
  expect(failed).toHaveLength(10);
  expect(new Set(failed.map(({ details }) => details.identifier)).size).toBe(1);
  for (const row of failed) expect(row).toMatchObject({ subject: ana.id, reason: 'invalid_credentials' });
  expect(of(rows, 'authn_login_lock')).toEqual([
    expect.objectContaining({ subject: ana.id, details: expect.objectContaining({ pauseS: 60 }) }),
  ]);
  expect(of(rows, 'excess_rate_limit_exceeded').map(({ details }) => details)).toEqual([
    { bucket: 'login_account', key: ana.id },
    { bucket: 'guest_address', key: ip },
  ]);
});

test('a sign-in is there when its answer is, with the session and the failures before', async () => {
  const ana = await someone(url);
  for (const failures of [0, 2]) {
    for (let i = 0; i < failures; i += 1) await tries(url, ana.user.username, 'wrong').expect(401);
    const { body } = await answer<SignedIn>(tries(url, ana.user.username, PASSWORD).expect(200));
    const claims = Buffer.from(body.accessToken.split('.')[1]!, 'base64url').toString();
    const event = failures > 0 ? 'authn_login_successafterfail' : 'authn_login_success';
    expect(of(await audit(), event)).toEqual([
      expect.objectContaining({
        subject: ana.id,
        session: (JSON.parse(claims) as { sid: string }).sid,
        details: { method: 'password', failures },
      }),
    ]);
  }
});

test('what was typed cannot be read there, neither names nor passwords', async () => {
  const typed = [0, 1].map(() => `typed-${randomBytes(6).toString('hex')}`);
  await tries(url, typed[0]!, typed[1]!).expect(401);
  await tries(url, `${typed[0]}@example.org`, `${typed[1]}\r\nforged`).expect(401);
  const rows = await auditSoFar();
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toMatch(new RegExp(typed.join('|')));
});
