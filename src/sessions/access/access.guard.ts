import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  OPTIONAL_AUTH,
  MEMBERS_ONLY,
  REQUIRED_PERMISSION,
  REQUIRED_SCOPE,
  PUBLIC,
  type Permission,
  refuseGuests,
  type Scope,
  type WithPrincipal,
} from '../../platform/access/principal.js';
import { replyOf, requestOf } from '../../platform/access/request-of.js';
import { PermissionsService } from '../../users/permissions.service.js';
import { bearerToken } from './access-token.policy.js';
import { AccessTokens } from './access-tokens.service.js';
import { JwtStrategy } from './jwt.strategy.js';
import { ServiceKeys } from '../service-keys.service.js';
import { sessionErrors } from '../sessions.errors.js';

type Request = FastifyRequest & WithPrincipal;

/**
 * Every route and every resolver needs a good access token unless it is marked open or for service keys.
 * Sockets are checked in their handshake.
 */
@Injectable()
export class AccessGuard extends AuthGuard() {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly permissions: PermissionsService,
    private readonly serviceKeys: ServiceKeys,
    private readonly reflector: Reflector,
    strategy: JwtStrategy,
  ) {
    super({ defaultStrategy: strategy.key, property: 'principal', session: false });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() === 'ws' || this.mark<boolean>(PUBLIC, context)) return true;
    const request = this.getRequest(context);
    const raw = bearerToken(request.headers.authorization);
    if (raw === undefined && this.mark<boolean>(OPTIONAL_AUTH, context)) return true;
    if (raw === undefined) throw sessionErrors.token_missing();
    const scope = this.mark<Scope>(REQUIRED_SCOPE, context);
    if (this.serviceKeys.isOne(raw)) {
      request.service = await this.serviceKeys.accept(raw, scope);
      return true;
    }
    const known = this.tokens.recall(raw);
    if (known) request.principal = known;
    else await super.canActivate(context);
    await this.tokens.refuseRevoked(request.principal!);
    if (scope !== undefined) throw sessionErrors.service_key_required();
    if (this.mark<boolean>(MEMBERS_ONLY, context)) refuseGuests(request.principal!);
    const permission = this.mark<Permission>(REQUIRED_PERMISSION, context);
    if (permission) await this.permissions.require(permission, request.principal!);
    return true;
  }

  override getRequest(context: ExecutionContext): Request {
    return requestOf(context);
  }

  getResponse(context: ExecutionContext): FastifyReply {
    return replyOf(context);
  }

  /** Passport's answer: a principal, or an error in either place. */
  override handleRequest<P>(error: unknown, principal: P | false, info: unknown): P {
    if (principal) return principal;
    throw this.tokens.asRefusal(error ?? info);
  }

  private mark<T>(mark: symbol, context: ExecutionContext): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(mark, [context.getHandler(), context.getClass()]);
  }
}
