import type { FastifyReply, FastifyRequest } from 'fastify';
import { giveCookie, readCookie } from '../platform/http/cookies.js';
import { isSecret, newSecret } from './oauth.secrets.js';

const NAME = '__Host-oauth';
/** Longer than a sign-in may take. */
const MAX_AGE_S = 600;

/** Binds a sign-in to the browser that began it. */
export function readBrowserCookie(request: FastifyRequest): string | undefined {
  const value = readCookie(request, NAME);
  return isSecret(value) ? value : undefined;
}

/** The same for sign-ins side by side in several tabs. */
export function browserOf(request: FastifyRequest): string {
  return readBrowserCookie(request) ?? newSecret();
}

/** Lax: the answer comes from the provider's site. */
export function giveBrowserCookie(reply: FastifyReply, browser: string): void {
  giveCookie(reply, NAME, browser, { maxAgeS: MAX_AGE_S, sameSite: 'lax' });
}
