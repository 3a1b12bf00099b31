/** How access tokens are signed (RFC 7518). */
export const ALGORITHM = 'ES256';
/** Tolerated difference between the clocks of signer and verifier, in seconds. */
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
