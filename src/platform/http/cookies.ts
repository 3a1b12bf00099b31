import fastifyCookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * `__Host-` (RFC 6265bis, 4.1.3.2): browsers take it only over TLS (or from localhost), for this very host and from this
 * very host, so that no sibling subdomain can plant one.
 */
export type CookieName = `__Host-${string}`;

const OURS = { path: '/', secure: true, httpOnly: true } as const;

/** Cookies are parsed on first access, not on every request. */
export async function enableCookies(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyCookie, { hook: false });
}

export function readCookie(request: FastifyRequest, name: CookieName): string | undefined {
  const { cookie } = request.headers;
  return (cookie && request.server.parseCookie(cookie)[name]) || undefined;
}

/**
 * A cookie that no script can read.
 * @param options.maxAgeS how long the browser keeps it; until it is closed when left out
 * @param options.sameSite `lax` where the browser must send it when it comes from another site's link
 */
export function giveCookie(
  reply: FastifyReply,
  name: CookieName,
  value: string,
  { maxAgeS, sameSite = 'strict' }: { maxAgeS?: number; sameSite?: 'strict' | 'lax' } = {},
): void {
  void reply.setCookie(name, value, { ...OURS, sameSite, maxAge: maxAgeS });
}

export function clearCookie(reply: FastifyReply, name: CookieName): void {
  void reply.clearCookie(name, { ...OURS, sameSite: 'strict' });
}
