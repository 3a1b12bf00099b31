import { originOf } from '../platform/config/origin.js';
import type { Profile } from './oauth.provider.js';

/** The outcome for an identity that no account has: a new account, the one with its e-mail, or a refusal. */
export type Entry = 'create' | 'link' | 'link_required' | 'oauth_email_unverified';

/**
 * An e-mail alone proves nothing: accounts are merged only when both sides have verified it. Otherwise anyone who registers
 * first with another person's e-mail, here or there, would get into their account.
 * @param holder the account that has the e-mail, or undefined
 */
export function entryOf(
  { emailVerified }: Pick<Profile, 'emailVerified'>,
  holder: { emailVerified: boolean } | undefined,
): Entry {
  if (!holder) return 'create';
  if (!emailVerified) return 'oauth_email_unverified';
  return holder.emailVerified ? 'link' : 'link_required';
}

/** The error that the provider put into the redirect instead of a code (RFC 6749, section 4.1.2.1). */
export function refusalOf(
  error: string,
): 'oauth_denied' | 'oauth_provider_unavailable' | 'oauth_answer_invalid' {
  if (error === 'access_denied') return 'oauth_denied';
  return /^(server_error|temporarily_unavailable)$/.test(error)
    ? 'oauth_provider_unavailable'
    : 'oauth_answer_invalid';
}

/**
 * Where the browser goes afterwards: a page of an allowed origin, without its fragment.
 * @param requested absolute, or a path on `publicUrl`; undefined for its front page
 * @returns undefined for a page that the server must not redirect to
 */
export function pageToReturnTo(
  requested: string | undefined,
  publicUrl: string,
  allowedOrigins: readonly string[],
): string | undefined {
  if (!URL.canParse(requested ?? '/', publicUrl)) return undefined;
  const page = new URL(requested ?? '/', publicUrl);
  const origin = originOf(page);
  if (origin === undefined || ![publicUrl, ...allowedOrigins].includes(origin)) return undefined;
  if (page.username !== '' || page.password !== '') return undefined;
  page.hash = '';
  return page.href;
}

/** In the fragment, which browsers keep to themselves: it is in no request line, log or Referer. */
export function withFragment(page: string, fields: Record<string, string>): string {
  return `${page}#${new URLSearchParams(fields).toString()}`;
}
