import { Injectable } from '@nestjs/common';
import { AppError } from '../platform/errors/app-error.js';
import { limitAddress } from '../platform/http/client-address.js';
import type { Principal } from '../platform/http/principal.js';
import { Limits } from '../platform/limits/limits.js';
import { AccountsService } from '../users/accounts.service.js';
import { GUEST_PER_ADDRESS, REGISTER_PER_ADDRESS } from './auth.limits.js';
import { AuthMetrics } from './auth.metrics.js';
import type { SignedIn } from './auth.protocol.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRules } from './password-rules.service.js';
import { type Origin, SessionsService } from './sessions.service.js';

export interface Registration {
  username: string;
  email?: string;
  password: string;
}

/** How accounts begin: as a member, as a guest, or as a guest who becomes a member. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly limits: Limits,
    private readonly metrics: AuthMetrics,
  ) {}

  /** @throws validation_failed, weak_password, password_too_long, username_taken, email_taken, rate_limited, hash_queue_full */
  register(registration: Registration, origin: Origin): Promise<SignedIn> {
    return this.counted(async () => {
      const names = this.check(registration);
      await this.limits.consume(REGISTER_PER_ADDRESS, limitAddress(origin.ip));
      const passwordHash = await this.hasher.hash(registration.password);
      return this.sessions.start(origin, (tx) => this.accounts.createMember(names, passwordHash, tx));
    });
  }

  /** @throws validation_failed, rate_limited */
  async enterAsGuest(displayName: string | undefined, origin: Origin): Promise<SignedIn> {
    await this.limits.consume(GUEST_PER_ADDRESS, limitAddress(origin.ip));
    const answer = await this.sessions.start(origin, (tx) => this.accounts.createGuest(displayName, tx));
    this.metrics.logins.inc({ result: 'ok', method: 'guest' });
    return answer;
  }

  /** The guest stays the same user; the guest's sessions end. @throws as `register`, and already_member */
  upgrade(guest: Principal, registration: Registration, origin: Origin): Promise<SignedIn> {
    return this.counted(async () => {
      const names = this.check(registration);
      await this.limits.consume(REGISTER_PER_ADDRESS, limitAddress(origin.ip));
      const passwordHash = await this.hasher.hash(registration.password);
      const settle = this.sessions.start(
        origin,
        (tx) => this.accounts.upgradeGuest(guest.userId, names, passwordHash, tx),
        'account_upgraded',
      );
      return settle.catch((error: unknown) => {
        throw this.accounts.asTaken(error);
      });
    });
  }

  private check({ username, email, password }: Registration) {
    const names = this.accounts.checkNames(username, email);
    this.rules.check(password, username, email);
    return names;
  }

  private async counted(work: () => Promise<SignedIn>): Promise<SignedIn> {
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
