import { PASSWORD_MAX_LENGTH } from './passwords.protocol.js';

export type PasswordFault = 'too_short' | 'too_long' | 'too_common' | 'contains_name';

export interface PasswordRules {
  /** In code points. */
  minLength: number;
  isCommon: (lowerCase: string) => boolean;
}

/**
 * NIST SP 800-63B and OWASP ASVS 6.2: length counts, composition does not; well-known passwords and the user's own names are
 * refused.
 * @param names the first guesses of an attacker: the username, the e-mail's local part, the service
 */
export function passwordFault(
  password: string,
  names: string[],
  rules: PasswordRules,
): PasswordFault | undefined {
  const normal = password.normalize('NFC');
  const length = [...normal].length;
  if (length > PASSWORD_MAX_LENGTH) return 'too_long';
  if (length < rules.minLength) return 'too_short';
  const lower = normal.toLowerCase();
  if (rules.isCommon(lower) || new Set(lower).size === 1) return 'too_common';
  // A name may be part of a password when the rest alone would do.
  const leans = names.some(
    (name) =>
      name !== '' &&
      lower.includes(name.toLowerCase()) &&
      [...lower.replaceAll(name.toLowerCase(), '')].length < rules.minLength,
  );
  return leans ? 'contains_name' : undefined;
}
