/** In characters (NIST SP 800-63B asks for no less than 64). */
export const PASSWORD_MAX_LENGTH = 128;
/** Of a password that is compared, in UTF-8. */
export const COMPARED_PASSWORD_MAX_BYTES = 1024;

/** The rules for a new password, to show before the user types one. Lengths in characters. */
export interface PasswordRulesInfo {
  minLength: number;
  maxLength: number;
  /** Very common passwords and those that are little more than the name are refused. */
  refuses: ('common' | 'contains_name')[];
}
