import { domainToUnicode } from 'node:url';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalEmail } from './email.policy.js';

it.each([
  ['ana@example.org', 'ana@example.org'],
  ['Ana.B+calls@Example.ORG', 'ana.b+calls@example.org'],
  ['ana@exämple.org', 'ana@xn--exmple-cua.org'],
  ['ana@XN--EXMPLE-CUA.org', 'ana@xn--exmple-cua.org'],
  ['संपर्क@डाटामेल.भारत', 'संपर्क@xn--c2bd4bq1db8d.xn--h2brj9c'],
  ['தொடர்பு@example.org', 'தொடர்பு@example.org'],
  ['ผู้ใช้@example.org', 'ผู้ใช้@example.org'],
  ['do\u0308rte@so\u0308rensen.org', 'dörte@xn--srensen-90a.org'],
  // Combining marks without a letter, and invisible characters.
  ['\u0301ana@example.org', undefined],
  ['ana.\u0301b@example.org', undefined],
  ['a\u200bna@example.org', undefined],
  ['a\u034fna@example.org', undefined],
  ['ana\u3164@example.org', undefined],
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
  // Characters that IDNA maps to others or to nothing, and letters whose lower case is none or longer.
  ['ana@example\u00b2.org', undefined],
  ['ana@\uff45xample.org', undefined],
  ['ana@ex\ufe0fample.org', undefined],
  ['\u0130@example.org', undefined],
  ['\ufb2a@example.org', 'ש\u05c1@example.org'],
  ['i\u0307@example.org', undefined],
  [`${'\u023a'.repeat(32)}@example.org`, undefined],
  [`${'a'.repeat(65)}@example.org`, undefined],
  [`ana@${'example.'.repeat(40)}org`, undefined],
])('%j', (raw, expected) => expect(canonicalEmail(raw)).toBe(expected));

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 });
const word = fc.stringMatching(/^[A-Za-z0-9-]{1,8}$/);
const letters = fc.string({
  unit: fc.constantFrom(...'aAzZ9äÄßçΣσςжЖİıſ\u212a漢ñ'),
  minLength: 1,
  maxLength: 6,
});
const address = fc
  .tuple(
    fc.oneof(text, word, letters),
    fc.oneof(text, word, letters),
    fc.constantFrom('org', 'ORG', 'рф', 'xn--p1ai'),
  )
  .map(([local, domain, top]) => `${local}@${domain}.${top}`);

it('the canonical form of whatever is accepted is accepted and stays', () =>
  fc.assert(
    fc.property(fc.oneof(address, fc.string({ unit: 'binary' })), (raw) => {
      const canonical = canonicalEmail(raw);
      if (canonical !== undefined) expect(canonicalEmail(canonical)).toBe(canonical);
    }),
    { numRuns: 5000 },
  ));

/** The address as displayed: case and the two spellings of a domain aside. */
function looks(raw: string): string {
  const [local, domain] = raw.normalize('NFC').toLowerCase().normalize('NFC').split('@');
  const labels = domain!
    .split('.')
    .map((label) => (label.startsWith('xn--') ? domainToUnicode(label) : label));
  return `${local}@${labels.join('.')}`;
}

it('addresses with one canonical form look alike', () => {
  // Each turns a character into one that some mapping takes for the same.
  const disguises = [
    (c: string) => c.toUpperCase(),
    (c: string) => (/[!-~]/.test(c) ? String.fromCodePoint(c.codePointAt(0)! + 0xfee0) : c),
    (c: string) => c.normalize('NFD'),
    (c: string) => c.normalize('NFKC'),
    (c: string) => `${c}\ufe0f`,
    (c: string) => `${c}\u00ad`,
    (c: string) => ({ k: '\u212a', s: '\u017f', i: '\u0130', 2: '\u00b2', σ: 'ς' })[c] ?? c,
  ];
  const disguised = fc
    .tuple(address, fc.nat(20), fc.constantFrom(...disguises))
    .map(([raw, at, disguise]) => {
      const characters = [...raw];
      const place = at % characters.length;
      if (characters[place] !== '@') characters[place] = disguise(characters[place]!);
      return [raw, characters.join('')] as const;
    });
  fc.assert(
    fc.property(disguised, ([raw, other]) => {
      const canonical = canonicalEmail(raw);
      if (canonical === undefined || canonicalEmail(other) !== canonical) return;
      expect(looks(other)).toBe(looks(raw));
    }),
    { numRuns: 5000 },
  );
});
