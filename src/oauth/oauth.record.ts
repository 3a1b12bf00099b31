import { Injectable } from '@nestjs/common';
import { AuthMetrics } from '../auth/auth-metrics.service.js';
import { Audit } from '../platform/audit/audit.js';
import { AppError } from '../platform/errors/app-error.js';
import { Log } from '../platform/log/log.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { oauthErrors } from './oauth.errors.js';

/** Records sign-ins through providers: audit log, metrics and server log. */
@Injectable()
export class OauthRecord {
  constructor(
    private readonly audit: Audit,
    private readonly metrics: AuthMetrics,
    private readonly log: Log,
  ) {}

  /** In the transaction of the session that begins. */
  entered(method: string, userId: string, sessionId: string, tx: Transaction): Promise<void> {
    const who = { actorId: userId, subjectId: userId, sessionId };
    return this.audit.record(
      { event: 'authn_login_success', result: 'success', ...who, details: { method } },
      tx,
    );
  }

  signedIn(method: string): void {
    this.metrics.logins.inc({ result: 'ok', method });
  }

  /** @returns the same refusal, to throw; why a provider could not be used is logged, and is no fault of the server */
  refused(method: string, error: unknown): unknown {
    const result = error instanceof AppError ? error.code : 'error';
    this.metrics.logins.inc({ result, method });
    if (!(error instanceof AppError)) return error;
    if (error.status < 500)
      this.audit.note({
        event: 'authn_login_fail',
        result: 'failure',
        reason: error.code,
        details: { method },
      });
    if (error.cause instanceof Error)
      this.log.warn(`a sign-in through ${method} failed`, {
        code: error.code,
        because: reasonOf(error.cause),
      });
    return error.code === 'oauth_provider_unavailable' ? oauthErrors.oauth_provider_unavailable() : error;
  }
}

/** The library's errors carry whole responses; their messages are enough. */
function reasonOf(error: Error): string {
  const inner = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const code: unknown = Reflect.get(error, 'error') ?? Reflect.get(error, 'code') ?? error.name;
  return `${String(code)}: ${error.message}${inner}`.slice(0, 300);
}
