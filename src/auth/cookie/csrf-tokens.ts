import { Tokens } from '@fastify/csrf';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { giveCookie, readCookie } from '../../platform/http/cookies.js';
import { Secrets } from '../../platform/secrets/secrets.js';

const COOKIE = '__Host-csrf';
const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const NO_SESSION = 'none';

/**
 * Signed double submit (OWASP CSRF Prevention): a token in a header that belongs to a random secret in a cookie and to the
 * session, made with a key that only the server has.
 */
@Injectable()
export class CsrfTokens {
  private readonly tokens;

  constructor(secrets: Secrets) {
    this.tokens = new Tokens({ hmacKey: secrets.derive('csrf'), userInfo: true, secretLength: SECRET_BYTES });
  }

  /** Gives the browser a secret if it has none. Without a session the token belongs to that secret alone. */
  issue(request: FastifyRequest, reply: FastifyReply, sessionId: string | undefined): string {
    let secret = secretOf(request);
    if (secret === undefined) {
      secret = this.tokens.secretSync();
      giveCookie(reply, COOKIE, secret);
    }
    return this.tokens.create(secret, sessionId ?? NO_SESSION);
  }

  fits(request: FastifyRequest, sessionId: string | undefined): boolean {
    const secret = secretOf(request);
    const token = request.headers['x-csrf-token'];
    if (secret === undefined || typeof token !== 'string') return false;
    return this.tokens.verify(secret, token, sessionId ?? NO_SESSION);
  }
}

function secretOf(request: FastifyRequest): string | undefined {
  const secret = readCookie(request, COOKIE);
  return secret !== undefined && SECRET.test(secret) ? secret : undefined;
}
