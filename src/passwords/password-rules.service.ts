import { Injectable } from '@nestjs/common';
import { dictionary } from '@zxcvbn-ts/language-common';
import { Configuration } from '../platform/config/configuration.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { type PasswordFault, passwordFault } from './password.policy.js';
import { passwordErrors } from './passwords.errors.js';
import { PASSWORD_MAX_LENGTH, type PasswordRulesInfo } from './passwords.protocol.js';

const COMMON_COUNT = 10_000;

/** Checks new passwords. Works offline. */
@Injectable()
export class PasswordRules {
  private readonly common: Set<string>;

  constructor(private readonly config: Configuration) {
    const list = dictionary['passwords-common'];
    if (!Array.isArray(list) || list.length < COMMON_COUNT)
      throw new Error('The list of common passwords is missing; install the dependencies again: npm ci');
    this.common = new Set(list.slice(0, COMMON_COUNT).map((password) => String(password).toLowerCase()));
  }

  /** The rules, to show before a user chooses a password. */
  describe(): PasswordRulesInfo {
    return {
      minLength: this.config.auth.passwordMinLength,
      maxLength: PASSWORD_MAX_LENGTH,
      refuses: ['common', 'contains_name'],
    };
  }

  /** @throws weak_password, password_too_long */
  check(password: string, username: string, email?: string | null, path = 'password'): void {
    if (/\p{Cs}/u.test(password))
      throw platformErrors.validation_failed({
        errors: [{ path, code: 'not_unicode', message: 'the password must be Unicode text' }],
      });
    const names = [username, email?.split('@')[0] ?? '', 'ringline'];
    const fault = passwordFault(password, names, {
      minLength: this.config.auth.passwordMinLength,
      isCommon: (lower) => this.common.has(lower),
    });
    if (!fault) return;
    const errors = [{ path, code: fault, message: this.explain(fault) }];
    throw fault === 'too_long'
      ? passwordErrors.password_too_long({ errors })
      : passwordErrors.weak_password({ errors });
  }

  private explain(fault: PasswordFault): string {
    return {
      too_short: `the password must have at least ${this.config.auth.passwordMinLength} characters`,
      too_long: `the password must have at most ${PASSWORD_MAX_LENGTH} characters`,
      too_common: 'the password is one of the most common ones',
      contains_name: 'the password is little more than a name that is easy to guess',
    }[fault];
  }
}
