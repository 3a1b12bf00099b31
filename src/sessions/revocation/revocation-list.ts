/** Ended sessions whose access tokens have not expired yet: a fast copy of the revocations in PostgreSQL. */
export interface RevocationList {
  add(sessionIds: string[]): Promise<void>;
  /** @throws auth_backend_unavailable when nobody can say */
  has(sessionId: string): boolean | Promise<boolean>;
}

export const REVOCATION_LIST = Symbol('revocation-list');

/** The truth behind the list. */
export interface RevocationTruth {
  /** Also true for a session that does not exist. */
  isRevoked(sessionId: string): Promise<boolean>;
  findRevokedSince(sinceS: number): Promise<string[]>;
}

/** How long an entry matters: until every access token of the session has expired, and some skew. */
export function keepSeconds(accessTokenTtlS: number): number {
  return accessTokenTtlS + 60;
}
