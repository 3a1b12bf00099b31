import { domainToASCII, domainToUnicode } from 'node:url';
import { EMAIL_MAX_BYTES } from './users.protocol.js';

const MAX_LOCAL_BYTES = 64;
/** A letter with its vowel signs, a digit or a sign; nothing that shows nothing. */
const CHARACTER = "(?!\\p{Default_Ignorable_Code_Point})[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]";
/** Vowel signs and tones; accents beyond those that NFC composes would make letters look like others. */
const SIGN =
  '(?!\\p{Default_Ignorable_Code_Point}|[\\u0300-\\u036f]|[\\u1ab0-\\u1aff]|[\\u1dc0-\\u1dff]|[\\u20d0-\\u20ff]|[\\ufe20-\\ufe2f])\\p{M}';
const ATOM = `(?:${CHARACTER}(?:${SIGN})*)+`;
/** RFC 5321 dot-string: no quoted local parts, no control characters, no white space. */
const LOCAL = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, 'u');
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z][a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The canonical form of an e-mail address for uniqueness: local part lower-cased, domain as A-labels.
 * @returns undefined when it is not an acceptable e-mail address
 */
export function canonicalEmail(raw: string): string | undefined {
  if (Buffer.byteLength(raw) > EMAIL_MAX_BYTES) return undefined;
  const [local, domain, ...more] = raw.split('@');
  if (local === undefined || domain === undefined || more.length > 0) return undefined;
  const lower = lowerCased(local);
  // The canonical spelling is an e-mail address as well; some letters fall apart or grow when they are lower-cased.
  if (!isLocal(local.normalize('NFC')) || !isLocal(lower) || lowerCased(lower) !== lower) return undefined;
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(domain)) return undefined;
  const ascii = domainToASCII(domain.normalize('NFC'));
  if (!DOMAIN.test(ascii) || isMixedScript(domain) || !isPlain(domain, ascii)) return undefined;
  const canonical = `${lower}@${ascii}`;
  return Buffer.byteLength(canonical) <= EMAIL_MAX_BYTES ? canonical : undefined;
}

function isLocal(text: string): boolean {
  return Buffer.byteLength(text) <= MAX_LOCAL_BYTES && LOCAL.test(text);
}

function lowerCased(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC');
}

/**
 * Each label must equal the decoded form of its A-label: no superscripts, wide or invisible characters that IDNA would map
 * away.
 */
function isPlain(domain: string, ascii: string): boolean {
  const aLabels = ascii.split('.');
  return lowerCased(domain)
    .split('.')
    .every((label, i) => label === aLabels[i] || label === domainToUnicode(aLabels[i]!));
}

/** Latin letters beside Cyrillic or Greek ones in a label: the usual homograph. */
function isMixedScript(domain: string): boolean {
  return domain
    .split('.')
    .some(
      (label) =>
        /\p{Script=Latin}/u.test(label) &&
        /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u.test(label),
    );
}
