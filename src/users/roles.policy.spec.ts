import { describe, expect, it } from '@jest/globals';
import { roleChange, rolesAbove, unknownRoles } from './roles.policy.js';

const ROLES = [
  { name: 'admin', permissions: ['users.read', 'users.update', 'audit.read'] },
  { name: 'auditor', permissions: ['users.read', 'audit.read'] },
  { name: 'member', permissions: [] },
];

describe('roles above', () => {
  it.each<[string[], string[], string[]]>([
    [['users.read', 'users.update', 'audit.read'], ['admin', 'auditor', 'member'], []],
    [
      ['users.read', 'users.update'],
      ['admin', 'auditor', 'member'],
      ['admin', 'auditor'],
    ],
    [['users.read', 'audit.read'], ['auditor'], []],
    [[], ['member'], []],
    [[], ['auditor'], ['auditor']],
  ])('%j may not give %j: %j', (held, asked, above) =>
    expect(rolesAbove(new Set(held), asked, ROLES)).toEqual(above),
  );
});

it.each([
  [['auditor'], []],
  [
    ['Admin', '__proto__', 'constructor', 'toString', ''],
    ['Admin', '__proto__', 'constructor', 'toString', ''],
  ],
])('of %j there are not %j', (names, unknown) => expect(unknownRoles(names, ROLES)).toEqual(unknown));

it.each<[string[], string[], string[], string[]]>([
  [['member'], ['auditor'], ['auditor'], []],
  [['member', 'admin'], ['auditor'], ['auditor'], ['admin']],
  [['member', 'admin'], [], [], ['admin']],
  [['member'], ['member'], [], []],
  [[], [], ['member'], []],
])('from %j to %j: %j are added, %j are taken', (before, wanted, added, taken) =>
  expect(roleChange(before, wanted)).toEqual({ added, taken }),
);
