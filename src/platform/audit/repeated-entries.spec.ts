import { expect, it } from '@jest/globals';
import { type AuditEntry, auditRow, type AuditRow } from './audit.policy.js';
import { IN_FULL_EACH, IN_FULL_TOGETHER, RepeatedEntries, untilTheMinuteIsOver } from './repeated-entries.js';

const MINUTE = 60_000;

function row(ip: string, at: number, more: Partial<AuditEntry> = {}): AuditRow {
  const entry: AuditEntry = { event: 'authz_fail', result: 'failure', reason: 'permission_denied', ...more };
  return auditRow(entry, { requestId: String(at), ip, userAgent: 'curl' }, new Date(at));
}

/** How many of the rows were written. */
function admitted(repeated: RepeatedEntries, rows: AuditRow[]): number {
  return rows.filter((each) => repeated.admits(each)).length;
}

const times = (sums: AuditRow[]) => sums.map(({ details }) => details.times);

it('writes the first of a minute and sums the others up', () => {
  const repeated = new RepeatedEntries();
  const rows = Array.from({ length: 50 }, (_, i) => row('192.0.2.1', i));
  expect(admitted(repeated, rows)).toBe(IN_FULL_EACH);
  expect(repeated.take(MINUTE - 1)).toEqual([]);
  expect(repeated.take(MINUTE)).toEqual([
    {
      ...rows[49],
      requestId: undefined,
      details: { times: 50 - IN_FULL_EACH, since: rows[IN_FULL_EACH]?.at },
    },
  ]);
  expect(repeated.isEmpty).toBe(true);
});

it('begins anew with each minute, and gives all away when the server stops', () => {
  const repeated = new RepeatedEntries();
  for (const at of [0, MINUTE])
    expect(
      admitted(
        repeated,
        Array.from({ length: 12 }, () => row('192.0.2.1', at)),
      ),
    ).toBe(IN_FULL_EACH);
  expect(times(repeated.take())).toEqual([2, 2]);
});

it.each<[string, (i: number) => AuditRow, number]>([
  ['addresses', (i) => row(`192.0.2.${i % 2}`, 0), 2],
  ['events', (i) => row('192.0.2.1', 0, { event: i % 2 ? 'authz_fail' : 'authn_login_fail' }), 2],
  ['accounts', (i) => row('192.0.2.1', 0, { subjectId: String(i % 2) }), 2],
  ['reasons', (i) => row('192.0.2.1', 0, { reason: `reason_${i}` }), 1],
  ['sessions', (i) => row('192.0.2.1', 0, { sessionId: String(i % 2) }), 2],
  ['sessions of one account', (i) => row('192.0.2.1', 0, { actorId: 'ana', sessionId: String(i) }), 1],
  ['addresses of one IPv6 network', (i) => row(`2001:db8::${i.toString(16)}`, 0), 1],
])('several %s are distinguished or not', (_, make, windows) => {
  const repeated = new RepeatedEntries();
  expect(
    admitted(
      repeated,
      Array.from({ length: 60 }, (__, i) => make(i)),
    ),
  ).toBe(windows * IN_FULL_EACH);
  expect(times(repeated.take())).toEqual(Array.from({ length: windows }, () => 60 / windows - IN_FULL_EACH));
});

it('a sum keeps what its entries have in common', () => {
  const repeated = new RepeatedEntries();
  for (let i = 0; i < 20; i += 1)
    repeated.admits(
      row('192.0.2.1', i, { actorId: 'ana', reason: i % 2 ? 'csrf_failed' : 'permission_denied' }),
    );
  expect(repeated.take()).toEqual([
    expect.objectContaining({ actorId: 'ana', ip: '192.0.2.1', userAgent: 'curl', reason: undefined }),
  ]);
});

it('many accounts make no room for more rows, many addresses none for more memory', () => {
  const repeated = new RepeatedEntries();
  const accounts = Array.from({ length: 3000 }, (_, i) =>
    row('192.0.2.1', 0, { subjectId: String(i % 1500) }),
  );
  expect(admitted(repeated, accounts)).toBe(IN_FULL_TOGETHER);
  expect(times(repeated.take())).toEqual([3000 - IN_FULL_TOGETHER]);

  const addresses = Array.from({ length: 30_000 }, (_, i) => row(`10.0.${i >> 8}.${i & 255}`, 0));
  const written = admitted(repeated, addresses);
  expect(written).toBeLessThan(10_000);
  const sums = repeated.take();
  expect(sums).toHaveLength(1);
  expect(times(sums)).toEqual([30_000 - written]);
  expect(sums[0]).toMatchObject({ event: 'authz_fail', ip: undefined });
});

it.each([
  [0, MINUTE],
  [1, MINUTE - 1],
  [MINUTE - 1, 1],
])('at %d ms the minute has %d ms left', (now, left) => expect(untilTheMinuteIsOver(now)).toBe(left));
