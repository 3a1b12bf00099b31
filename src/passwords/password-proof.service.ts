import { Injectable } from '@nestjs/common';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { PasswordHasher } from './password-hasher.service.js';
import { passwordErrors } from './passwords.errors.js';

/** Wrong current passwords of somebody who is signed in. */
const PASSWORD_CHECKS: Bucket = { name: 'password_check', points: 5, durationS: 900 };

/** Somebody who is signed in gives the password once more. */
@Injectable()
export class PasswordProof {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly limits: Limits,
  ) {}

  /** @throws invalid_credentials, rate_limited, hash_queue_full */
  async require(userId: string, password: string, passwordHash: string | null | undefined): Promise<void> {
    // Counted before the comparison, as at sign-in.
    await this.limits.consume(PASSWORD_CHECKS, userId);
    if (!(await this.hasher.matches(password, passwordHash))) throw passwordErrors.invalid_credentials();
    await this.limits.reset(PASSWORD_CHECKS, userId);
  }
}
