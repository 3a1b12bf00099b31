import { USERNAME_MAX_LENGTH } from './users.protocol.js';

/** ASCII only, checked before lower-casing, so that no two spellings look or fold alike. */
const USERNAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,30})[A-Za-z0-9]$/;
export const USERNAME_MIN_LENGTH = 3;

/** Names that could be taken for the service, its operators or its routes. */
const RESERVED = new Set(
  `about abuse account accounts admin admins administrator anonymous api app assets auth billing bot call calls chat contact
  everyone guest guests help helpdesk here hostmaster info inbox jwks legal login logout mail mailer-daemon me media metrics mod
  moderator moderators news nobody noreply no-reply null official operator owner password postmaster press privacy profile public
  register ringline robot root security self server service session sessions settings signin signup socket staff status superuser
  support sysadmin system team terms undefined user username users voice webmaster well-known www you`.split(
    /\s+/,
  ),
);
/** Guests' names are made by the server. */
const GUEST_PREFIX = 'guest-';
/** And so are those of accounts that were erased. */
const ERASED_PREFIX = 'deleted-';

/** Leaves room for a suffix. */
const LIKE_MAX_LENGTH = USERNAME_MAX_LENGTH - 7;

export type UsernameFault = 'username_invalid' | 'username_reserved';

export const USERNAME_RULE = `must be ${USERNAME_MIN_LENGTH} to ${USERNAME_MAX_LENGTH} letters, digits, or . _ - (a letter or digit at both ends)`;

/** The error of a requested name, or undefined. */
export function usernameFault(raw: string): UsernameFault | undefined {
  if (!USERNAME.test(raw)) return 'username_invalid';
  const canonical = canonicalUsername(raw);
  const reserved =
    RESERVED.has(canonical) || [GUEST_PREFIX, ERASED_PREFIX].some((prefix) => canonical.startsWith(prefix));
  return reserved ? 'username_reserved' : undefined;
}

/** Whether this can be a username; any other text need not be looked up. */
export function isUsername(raw: string): boolean {
  return USERNAME.test(raw);
}

/** The canonical form for uniqueness and look-ups. */
export function canonicalUsername(raw: string): string {
  return raw.toLowerCase();
}

/**
 * A username derived from a user's name at another service.
 * @param suffix of [a-z0-9]{6}, or empty for the name as it is
 * @returns undefined when nothing usable is left; never with a suffix
 */
export function usernameLike(name: string, suffix: string): string | undefined {
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-');
  const stem = trimmed(trimmed(ascii).slice(0, LIKE_MAX_LENGTH));
  const username = suffix === '' ? stem : `${stem}-${suffix}`;
  if (usernameFault(username) === undefined) return username;
  return suffix === '' ? undefined : `user-${suffix}`;
}

function trimmed(name: string): string {
  return name.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

/** @param random at least 8 characters of [a-z0-9] */
export function guestUsername(random: string): string {
  return `${GUEST_PREFIX}${random.slice(0, 8)}`;
}

/** The placeholder for the name of an erased account. */
export function erasedUsername(id: string): string {
  return `${ERASED_PREFIX}${id.replaceAll('-', '').slice(0, USERNAME_MAX_LENGTH - ERASED_PREFIX.length)}`;
}
