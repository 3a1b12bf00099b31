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

export type UsernameFault = 'username_invalid' | 'username_reserved';

export const USERNAME_RULE = `must be ${USERNAME_MIN_LENGTH} to ${USERNAME_MAX_LENGTH} letters, digits, or . _ - (a letter or digit at both ends)`;

/** What is wrong with a name that somebody wants, or undefined. */
export function usernameFault(raw: string): UsernameFault | undefined {
  if (!USERNAME.test(raw)) return 'username_invalid';
  const canonical = canonicalUsername(raw);
  return RESERVED.has(canonical) || canonical.startsWith(GUEST_PREFIX) ? 'username_reserved' : undefined;
}

/** Whether anybody can bear this name; anything else need not be looked up. */
export function isUsername(raw: string): boolean {
  return USERNAME.test(raw);
}

/** What uniqueness and look-ups go by. */
export function canonicalUsername(raw: string): string {
  return raw.toLowerCase();
}

/** @param random at least 8 characters of [a-z0-9] */
export function guestUsername(random: string): string {
  return `${GUEST_PREFIX}${random.slice(0, 8)}`;
}
