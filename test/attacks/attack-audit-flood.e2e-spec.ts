/** Filling the audit log, whose rows cannot be deleted, with cheap requests: refusals, and reads that are recorded. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest, { type Response } from 'supertest';
import { BrowserPage } from '../support/browser-page.js';
import { aUser, Device } from '../support/client.js';
import { anIp, from, tries } from '../support/crowd.js';
import { aServiceKey, anAdmin } from '../support/integrations.js';
import { refusal } from '../support/rest.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { query } from './mint.js';

const TIMES = 60;
/** Of one event, from one IP address and about one account, in one minute: this many rows, and their sum. */
const ROWS_MAX = 10 + 1;

interface Row {
  event: string;
  times: number;
  ip: string | null;
}

type Ask = (ip: string, i: number) => PromiseLike<Pick<Response, 'status' | 'body'>>;

let env: Awaited<ReturnType<typeof stores>>;
let servers: RunningServer[];
let admin: Device;
let ana: Device;
let page: BrowserPage;
let key: string;
let revoked: string;

beforeAll(async () => {
  env = await stores();
  const settings = { ...env, TRUSTED_PROXIES: '127.0.0.1' };
  servers = await Promise.all([startServer(settings), startServer(settings)]);
  const [{ url }] = servers as [RunningServer, RunningServer];
  admin = await anAdmin(url);
  ana = await aUser('ana', url);
  page = await BrowserPage.registered(url);
  ({ key } = await aServiceKey(admin));
  const gone = await aServiceKey(admin);
  revoked = gone.key;
  await admin.rest.delete(`/api/admin/service-keys/${gone.id}`).expect(204);
});

afterAll(() => Promise.all(servers.map((server) => server.stop())));

const url = (i: number) => servers[i % 2]!.url;
const asks = (path: string, token: () => string): Ask => {
  return (ip, i) =>
    supertest(url(i)).get(path).set('authorization', `Bearer ${token()}`).set('x-forwarded-for', ip);
};

const FLOODS: [what: string, event: string, status: number, ask: Ask][] = [
  ['permissions one lacks', 'authz_fail', 403, asks('/api/admin/audit', () => ana.accessToken)],
  ['a service key where users go', 'authz_fail', 403, asks('/api/auth/me', () => key)],
  ['a service key that was revoked', 'authn_login_fail', 401, asks('/api/webhooks', () => revoked)],
  [
    'a forged CSRF token',
    'authz_fail',
    403,
    (ip, i) =>
      page.at(url(i)).post('refresh', undefined, { 'x-csrf-token': 'forged', 'x-forwarded-for': ip }),
  ],
  ['wrong passwords', 'authn_login_fail', 401, (ip, i) => tries(url(i), ana.user.username, 'wrong', ip)],
  ['names that nobody has', 'authn_login_fail', 401, (ip, i) => tries(url(i), `no-${i}`, 'wrong', ip)],
  [
    'reset tokens that were made up',
    'authn_password_change_fail',
    400,
    (ip, i) =>
      from(url(i), ip, 'password/reset', { token: 'x'.repeat(43), newPassword: 'a new password 4711' }),
  ],
  ['the list of accounts', 'authz_admin', 200, asks('/api/admin/users', () => admin.accessToken)],
];

const addresses = FLOODS.map(() => anIp());

test.each(FLOODS.map((flood, i) => [...flood, addresses[i]!] as const))(
  'asks for %s',
  async (_what, _event, status, ask, ip) => {
    for (let i = 0; i < TIMES; i += 1) {
      const { status: got, body } = await ask(ip, i);
      expect([got, body]).toEqual([status, expect.anything()]);
    }
  },
);

test('the log says how often, and does not grow with it', async () => {
  // Sums are written when their minute is over, or when the server stops.
  await Promise.all(servers.map((server) => server.stop()));
  const rows = await query<Row>(
    env.DATABASE_URL,
    `SELECT event, coalesce((details->>'times')::int, 1) AS times, ip FROM security.audit`,
  );
  const report = FLOODS.map(([what, event], i) => {
    const of = rows.filter((row) => row.ip === addresses[i] && row.event === event);
    return [what, of.reduce((sum, { times }) => sum + times, 0)];
  });
  expect(report).toEqual(FLOODS.map(([what]) => [what, TIMES]));

  const perMinute = await query<{ rows: number }>(
    env.DATABASE_URL,
    `SELECT count(*)::int AS rows FROM security.audit WHERE ip LIKE '198.51.%' GROUP BY ip, event, date_trunc('minute', at)`,
  );
  expect(Math.max(...perMinute.map(({ rows: count }) => count))).toBeLessThanOrEqual(
    servers.length * ROWS_MAX,
  );
});

test.each([
  ['changes the own profile', () => ana.rest.patch('/api/profile').send({ bio: 'again' })],
  ['reads the audit log', () => admin.rest.get('/api/admin/audit')],
])('a client that %s is slowed down: each time is a row', async (_what, act) => {
  const limited = await startServer({ ...env, RATE_LIMIT_FACTOR: '0.1' });
  ana = ana.at(limited.url);
  admin = admin.at(limited.url);
  for (let i = 0; i < 3; i += 1) await act().expect(200);
  let { status } = await act();
  for (let i = 0; i < 20 && status === 200; i += 1) ({ status } = await act());
  expect((await refusal(act(), 429)).code).toBe('rate_limited');
});
