import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Audit } from '../../platform/audit/audit.js';
import { Configuration } from '../../platform/config/configuration.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { requestSource } from '../../platform/access/request-source.policy.js';
import { AccessTokens, bearerToken } from '../../sessions/access/access-tokens.service.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { authErrors } from '../auth.errors.js';
import { CsrfTokens } from './csrf-tokens.js';
import { readRefreshCookie, type WithRefreshCookie } from './refresh-cookie.js';

const OR_BEARER = Symbol('or-bearer');

type Request = FastifyRequest<{ Body: { refreshToken?: unknown } | undefined }> & WithRefreshCookie;

/** Browsers attach the refresh cookie to requests from any page: it counts only when our own page sent the request. */
@Injectable()
class CsrfGuard implements CanActivate {
  constructor(
    private readonly csrf: CsrfTokens,
    private readonly sessions: SessionsService,
    private readonly tokens: AccessTokens,
    private readonly config: Configuration,
    private readonly audit: Audit,
    private readonly reflector: Reflector,
  ) {}

  /** @throws ambiguous_credentials, origin_not_allowed, csrf_failed */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const cookie = readRefreshCookie(request);
    if (cookie === undefined) return true;
    if ((request.body?.refreshToken ?? undefined) !== undefined) throw authErrors.ambiguous_credentials();
    const sessionId = await this.sessions.sessionOf(cookie);
    const orBearer = this.reflector.get<boolean>(OR_BEARER, context.getHandler());
    if (!(orBearer && (await this.bearerNames(sessionId, request)))) this.refuseOthers(request, sessionId);
    request.refreshCookie = cookie;
    return true;
  }

  private async bearerNames(sessionId: string | undefined, request: Request): Promise<boolean> {
    const raw = bearerToken(request.headers.authorization);
    const named = raw === undefined ? undefined : await this.tokens.sessionOf(raw);
    if (named !== undefined && sessionId !== undefined && named !== sessionId)
      throw authErrors.ambiguous_credentials();
    return named !== undefined;
  }

  private refuseOthers(request: Request, sessionId: string | undefined): void {
    const source = requestSource(request.headers, this.config.server.allowedOrigins);
    const refusal =
      source !== 'own'
        ? authErrors.origin_not_allowed()
        : this.csrf.fits(request, sessionId)
          ? undefined
          : authErrors.csrf_failed();
    if (!refusal) return;
    this.audit.note({ event: 'authz_fail', result: 'failure', reason: refusal.code, sessionId });
    throw refusal;
  }
}

/**
 * For handlers that act on `@RefreshCookie()`.
 * @param options.orBearer an access token beside the cookie does as well: no other site can send one
 */
export const RelyingOnCookie = ({ orBearer = false } = {}) =>
  applyDecorators(
    SetMetadata(OR_BEARER, orBearer),
    UseGuards(CsrfGuard),
    ApiHeader({
      name: 'X-CSRF-Token',
      required: false,
      description: 'Needed when the request relies on the cookie.',
    }),
    Refuses('ambiguous_credentials', 'origin_not_allowed', 'csrf_failed'),
  );
