/** How access tokens are signed (RFC 7518). */
export const ALGORITHM = 'ES256';
/** How far the clocks of those who sign and those who verify may be apart, in seconds. */
export const SKEW_S = 30;

/** A key of access tokens, for administrators; instants are null where they do not apply. */
export interface SigningKeyInfo {
  kid: string;
  status: 'next' | 'active' | 'retired';
  createdAt: string;
  readyAt: string | null;
  activatedAt: string | null;
  retiredAt: string | null;
  verifiesUntil: string | null;
}
