import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../passwords/password-hasher.service.js';
import { PasswordRules } from '../passwords/password-rules.service.js';
import { Configuration } from '../platform/config/configuration.js';
import { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { limitKeyOf } from '../platform/access/client-ip.js';
import type { Principal } from '../platform/access/principal.js';
import { Limits } from '../platform/limits/limits.js';
import { type OpenSession, type Origin, SessionsService } from '../sessions/sessions.service.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { AccountsService } from '../users/accounts.service.js';
import { AuthMetrics } from './auth-metrics.service.js';
import { REGISTER_PER_IP } from './auth.limits.js';
import { AccountCreation } from './account-creation.js';

export interface Registration {
  username: string;
  email?: string;
  password: string;
}

/** How members begin: with a new account, or as the guest they have been. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly limits: Limits,
    private readonly metrics: AuthMetrics,
    private readonly accountCreation: AccountCreation,
    private readonly config: Configuration,
  ) {}

  /**
   * @returns undefined with REGISTER_OPAQUE: the user confirms the e-mail first and signs in then
   * @throws validation_failed, weak_password, password_too_long, username_taken, email_taken, rate_limited, hash_queue_full
   */
  register(registration: Registration, origin: Origin): Promise<OpenSession | undefined> {
    return this.counted(async () => {
      const names = this.check(registration);
      if (this.config.mail.registerOpaque && names.emailCanonical === null) throw emailMissing();
      await this.limits.consume(REGISTER_PER_IP, limitKeyOf(origin.ip));
      const passwordHash = await this.hasher.hash(registration.password);
      const create = (tx: Transaction) => this.accountCreation.create(names, passwordHash, tx);
      if (!this.config.mail.registerOpaque) return this.sessions.start(origin, create);
      await this.sessions.withoutSession(create);
      return undefined;
    });
  }

  /** The guest stays the same user; the guest's sessions end. @throws as `register`, and already_member */
  upgrade(guest: Principal, registration: Registration, origin: Origin): Promise<OpenSession> {
    return this.counted(async () => {
      const names = this.check(registration);
      await this.limits.consume(REGISTER_PER_IP, limitKeyOf(origin.ip));
      const passwordHash = await this.hasher.hash(registration.password);
      const created = this.sessions.start(
        origin,
        (tx) => this.accountCreation.upgrade(guest.userId, names, passwordHash, tx),
        { replaces: 'account_upgraded' },
      );
      return created.catch((error: unknown) => {
        throw this.accounts.asTaken(error);
      });
    });
  }

  private check({ username, email, password }: Registration) {
    const names = this.accounts.checkNames(username, email);
    this.rules.check(password, names.username, names.email ?? undefined);
    return names;
  }

  private async counted<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work();
      this.metrics.registrations.inc({ result: 'ok' });
      return answer;
    } catch (error) {
      this.metrics.registrations.inc({ result: error instanceof AppError ? error.code : 'error' });
      throw error;
    }
  }
}

function emailMissing(): AppError {
  return platformErrors.validation_failed({
    errors: [{ path: 'email', code: 'email_missing', message: 'an e-mail address is needed here' }],
  });
}
