import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import passportJwt from 'passport-jwt';
import { Configuration } from '../../platform/config/configuration.js';
import type { Principal } from '../../platform/access/principal.js';
import { bearerToken, verifyOptions } from './access-token.policy.js';
import { AccessTokens } from './access-tokens.service.js';

type HasToken = Pick<FastifyRequest, 'headers'>;

/** Bearer tokens by passport-jwt; which keys and which claims are good is for AccessTokens to say. */
@Injectable()
export class JwtStrategy extends PassportStrategy(passportJwt.Strategy) {
  /** Passport keeps one table of strategies per process; a name of its own keeps two applications in one apart. */
  readonly key = `jwt-${randomUUID()}`;

  constructor(
    private readonly tokens: AccessTokens,
    config: Configuration,
  ) {
    const { clockTolerance, ...expectations } = verifyOptions(
      config.auth.tokenIssuer,
      config.auth.tokenAudience,
    );
    super({
      ...expectations,
      jsonWebTokenOptions: { clockTolerance },
      jwtFromRequest: (request: HasToken) => bearerToken(request.headers.authorization) ?? null,
      secretOrKeyProvider: (_request, raw: string, done) =>
        void tokens.keyFor(raw).then((key) => done(null, key as never), done),
      passReqToCallback: true,
    });
    passport.use(this.key, this);
  }

  validate(request: HasToken, claims: unknown): Principal {
    return this.tokens.accept(bearerToken(request.headers.authorization)!, claims);
  }
}
