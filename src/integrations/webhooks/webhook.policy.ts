import ipaddr from 'ipaddr.js';
import { isPublicIp } from '../../platform/access/client-ip.js';

/** How failed deliveries go on, and where deliveries may go. */

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 3_600_000;
/** The form of today, and the two that are obsolete but to be understood (RFC 9110, 5.6.7). */
const HTTP_DATE = /^[A-Z][a-z]+,? \S.*\d{2}:\d{2}:\d{2}( GMT| \d{4})$/;
/** Statuses by which a receiver says that it wants no more (Standard Webhooks). */
const GONE = 410;

/**
 * Until the next attempt: 1, 2, 4 … seconds up to an hour, each shortened by up to a half, so that many that failed
 * together do not come together.
 * @param attempts made so far, 1 or more
 * @param random from 0 to 1
 */
export function retryDelayMs(attempts: number, random: number): number {
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.round(delay * (1 - random / 2));
}

/**
 * The delay that a receiver asks for with Retry-After (RFC 9110, 10.2.3), in seconds or as a date: no attempt is made for that
 * long, at most an hour.
 * @returns 0 for a time that has passed and for an unreadable value
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number {
  const text = header?.trim() ?? '';
  // asctime's form has no zone and means GMT.
  const date = () => Date.parse(/ \d{4}$/.test(text) ? `${text} GMT` : text) - nowMs;
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : HTTP_DATE.test(text) ? date() : 0;
  return Math.max(0, Math.min(LONGEST_DELAY_MS, asked || 0));
}

/** The outcome that a response means. Redirects are not followed: they would bypass the check of the URL. */
export function verdictOf(status: number): 'delivered' | 'gone' | `status_${number}` {
  if (status >= 200 && status < 300) return 'delivered';
  return status === GONE ? 'gone' : `status_${status}`;
}

/**
 * The canonical URL of a webhook; undefined for a URL that webhooks must not use. The host's IP address is checked when
 * connecting.
 * @param isTrusted allows http and private addresses, too
 */
export function webhookUrl(raw: string, isTrusted: boolean): URL | undefined {
  if (!URL.canParse(raw)) return undefined;
  const url = new URL(raw);
  if (url.protocol !== 'https:' && !(isTrusted && url.protocol === 'http:')) return undefined;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined;
  const host = hostOf(url);
  if (ipaddr.isValid(host) && !isTrusted && !isPublicIp(host)) return undefined;
  url.hash = '';
  return url;
}

/** Without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
