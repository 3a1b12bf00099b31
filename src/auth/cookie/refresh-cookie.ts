import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clearCookie, giveCookie, readCookie } from '../../platform/http/cookies.js';
import type { OpenSession } from '../../sessions/sessions.service.js';

const NAME = '__Host-rt';

/** The request as the CSRF guard leaves it: with the cookie's refresh token if it may be acted on. */
export interface WithRefreshCookie {
  refreshCookie?: string;
}

/** The refresh token of the cookie; undefined on routes that `CsrfGuard` does not watch. */
export const RefreshCookie = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<WithRefreshCookie>().refreshCookie;
});

/** The cookies of a request, before its origin was checked. */
export function readRefreshCookie(request: FastifyRequest): string | undefined {
  return readCookie(request, NAME);
}

/** The browser keeps it as long as the session lasts; each refresh gives the next one. */
export function giveRefreshCookie(
  reply: FastifyReply,
  { refreshToken, refreshExpiresIn }: Pick<OpenSession, 'refreshToken' | 'refreshExpiresIn'>,
): void {
  giveCookie(reply, NAME, refreshToken, { maxAgeS: refreshExpiresIn });
}

export function clearRefreshCookie(reply: FastifyReply): void {
  clearCookie(reply, NAME);
}
