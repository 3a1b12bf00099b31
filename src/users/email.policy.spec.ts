import { expect, it } from '@jest/globals';
import { canonicalEmail } from './email.policy.js';

it.each([
  ['ana@example.org', 'ana@example.org'],
  ['Ana.B+calls@Example.ORG', 'ana.b+calls@example.org'],
  ['ana@exämple.org', 'ana@xn--exmple-cua.org'],
  ['ana@XN--EXMPLE-CUA.org', 'ana@xn--exmple-cua.org'],
  ["o'neil@example.org", "o'neil@example.org"],
  ['ana@example.org\r\nBcc: eve@example.org', undefined],
  ['ana@@example.org', undefined],
  ['a@b@example.org', undefined],
  ['@example.org', undefined],
  ['ana@', undefined],
  ['ana', undefined],
  ['"ana b"@example.org', undefined],
  ['ana..b@example.org', undefined],
  ['.ana@example.org', undefined],
  ['ana @example.org', undefined],
  ['ana@localhost', undefined],
  ['ana@127.0.0.1', undefined],
  ['ana@[127.0.0.1]', undefined],
  ['ana@-example.org', undefined],
  ['ana@example.org\u0000', undefined],
  // Latin letters beside a Cyrillic one.
  ['ana@ex\u0430mple.org', undefined],
  [`${'a'.repeat(65)}@example.org`, undefined],
  [`ana@${'example.'.repeat(40)}org`, undefined],
])('%j', (raw, expected) => expect(canonicalEmail(raw)).toBe(expected));
