import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { MEMBERS_ONLY, OPEN, refuseGuests, type WithPrincipal } from '../platform/http/principal.js';
import { bearerToken } from './access-token.policy.js';
import { AccessTokens } from './access-tokens.service.js';
import { authErrors } from './auth.errors.js';
import { JwtStrategy } from './jwt.strategy.js';

type Request = Pick<FastifyRequest, 'headers'> & WithPrincipal;

/** Every HTTP route needs a good access token unless it is marked open. Sockets are checked in their handshake. */
@Injectable()
export class AccessGuard extends AuthGuard() {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly reflector: Reflector,
    strategy: JwtStrategy,
  ) {
    super({ defaultStrategy: strategy.key, property: 'principal', session: false });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http' || this.marked(OPEN, context)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const raw = bearerToken(request.headers.authorization);
    if (raw === undefined) throw authErrors.token_missing();
    const known = this.tokens.recall(raw);
    if (known) request.principal = known;
    else await super.canActivate(context);
    await this.tokens.refuseRevoked(request.principal!);
    if (this.marked(MEMBERS_ONLY, context)) refuseGuests(request.principal!);
    return true;
  }

  /** Passport's answer: a principal, or an error in either place. */
  override handleRequest<P>(error: unknown, principal: P | false, info: unknown): P {
    if (principal) return principal;
    throw this.tokens.asRefusal(error ?? info);
  }

  private marked(mark: symbol, context: ExecutionContext): boolean {
    return (
      this.reflector.getAllAndOverride<boolean | undefined>(mark, [
        context.getHandler(),
        context.getClass(),
      ]) ?? false
    );
  }
}
