import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, map, type Observable, throwError } from 'rxjs';
import { Configuration } from '../../platform/config/configuration.js';
import { AppError } from '../../platform/errors/app-error.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { requestSource } from '../../platform/access/request-source.policy.js';
import type { SignedIn } from '../../sessions/sessions.protocol.js';
import type { OpenSession } from '../../sessions/sessions.service.js';
import { authErrors } from '../auth.errors.js';
import { clearRefreshCookie, giveRefreshCookie, type WithRefreshCookie } from './refresh-cookie.js';

const HEADER = 'x-token-delivery';
const DELIVERIES = ['body', 'cookie'];
/** The refresh token is no longer valid; after 409, 429 and 503 it still is. */
const SESSION_OVER = /^(session_revoked|refresh_token_\w+)$/;

/**
 * The one place where a session opened by a service becomes an answer: its refresh token goes into the body, or into the cookie
 * when the client asks for that or sent one.
 */
@Injectable()
class TokenDelivery implements NestInterceptor<OpenSession | undefined, Partial<SignedIn>> {
  constructor(private readonly config: Configuration) {}

  intercept(
    context: ExecutionContext,
    next: CallHandler<OpenSession | undefined>,
  ): Observable<Partial<SignedIn>> {
    const request = context.switchToHttp().getRequest<FastifyRequest & WithRefreshCookie>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const cameByCookie = request.refreshCookie !== undefined;
    // A refresh token that came by cookie must never be readable by a script.
    const byCookie = this.asksForCookie(request) || cameByCookie;
    return next.handle().pipe(
      map((opened) => {
        // Registered, but not signed in yet.
        if (!opened) return {};
        const { refreshToken, refreshExpiresIn, ...answer } = opened;
        if (!byCookie) return { ...answer, refreshToken };
        giveRefreshCookie(reply, { refreshToken, refreshExpiresIn });
        return answer;
      }),
      catchError((error: unknown) => {
        if (cameByCookie && error instanceof AppError && SESSION_OVER.test(error.code))
          clearRefreshCookie(reply);
        return throwError(() => error);
      }),
    );
  }

  /** @throws validation_failed; origin_not_allowed, so that no other site signs a browser in */
  private asksForCookie(request: FastifyRequest): boolean {
    const asked = request.headers[HEADER] ?? 'body';
    if (typeof asked !== 'string' || !DELIVERIES.includes(asked))
      throw platformErrors.validation_failed({
        errors: [{ path: HEADER, code: 'is_in', message: `${HEADER} must be ${DELIVERIES.join(' or ')}` }],
      });
    if (asked !== 'cookie') return false;
    if (requestSource(request.headers, this.config.server.allowedOrigins) === 'foreign')
      throw authErrors.origin_not_allowed();
    return true;
  }
}

/** For every handler that answers an `OpenSession`. */
export const DeliversTokens = () =>
  applyDecorators(
    UseInterceptors(TokenDelivery),
    Refuses('validation_failed', 'origin_not_allowed'),
    ApiHeader({
      name: 'X-Token-Delivery',
      enum: DELIVERIES,
      required: false,
      description: '`cookie`: the refresh token goes into the cookie `__Host-rt` and not into the body.',
    }),
  );
