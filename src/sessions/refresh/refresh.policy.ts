/** Decides about a presented refresh token (RFC 9700, section 4.14.2). All instants are the database's. */
export interface PresentedToken {
  generation: number;
  /** When it was exchanged for its successor; null while it is the current one. */
  rotatedAt: Date | null;
  /** Whether its successor can still be answered. */
  hasSuccessor: boolean;
  /** How often the successor was answered again inside the reuse window. */
  replays: number;
}

export interface PresentedSession {
  /** The generation of the current token. */
  headGeneration: number;
  revoked: boolean;
  accountActive: boolean;
  expiresAt: Date;
}

export interface Presentation {
  now: Date;
  /** When the request arrived. */
  arrivedAt: Date;
  /** It arrived while the session was being rotated. */
  inFlight: boolean;
  /** Whether it arrived before the rotation was answered: known exactly where the rotation happened, and then decisive. */
  precedesAnswer?: boolean;
}

/**
 * rotate: the current token. replay: answer the same successor again. reused: presented again after its exchange, perhaps by a
 * thief. The other values say why the session is over.
 */
export type RefreshDecision =
  'rotate' | 'replay_in_flight' | 'replay_in_window' | 'reused' | 'revoked' | 'disabled' | 'expired';

/** How long, and how often, the successor of a token is answered again after its rotation has been answered. */
export interface ReuseWindow {
  seconds: number;
  replays: number;
}

/** Where the token came in a body, a script holds it; a cookie is held by one browser, whose tabs may all ask at once. */
export function reuseWindow(
  from: 'body' | 'cookie',
  { bodyS, cookieS }: { bodyS: number; cookieS: number },
): ReuseWindow {
  return from === 'cookie'
    ? { seconds: Math.max(bodyS, cookieS), replays: 100 }
    : { seconds: bodyS, replays: 5 };
}

/** Both instants are rounded; and no client can have an answer this soon after the statement before the commit. */
const ROUNDING_MS = 1;
/** A commit takes no longer than this; a rotation before that was not "in flight", whatever holds the lock. */
const IN_FLIGHT_MS = 10_000;

export function decideRefresh(
  token: PresentedToken,
  session: PresentedSession,
  request: Presentation,
  window: ReuseWindow,
): RefreshDecision {
  if (session.revoked) return 'revoked';
  if (!session.accountActive) return 'disabled';
  if (session.expiresAt <= request.now) return 'expired';
  if (token.rotatedAt === null) return 'rotate';
  if (token.generation !== session.headGeneration - 1 || !token.hasSuccessor) return 'reused';
  if (request.precedesAnswer ?? arrivedInFlight(token.rotatedAt, request)) return 'replay_in_flight';
  // By its time of arrival: waiting here for its turn does not make it later.
  const ageMs = Math.min(request.now.getTime(), request.arrivedAt.getTime()) - token.rotatedAt.getTime();
  return ageMs <= window.seconds * 1000 && window.seconds > 0 && token.replays < window.replays
    ? 'replay_in_window'
    : 'reused';
}

/** By the clocks, where another instance rotated. */
function arrivedInFlight(rotatedAt: Date, request: Presentation): boolean {
  const arrivedLateMs = request.arrivedAt.getTime() - rotatedAt.getTime();
  return arrivedLateMs <= ROUNDING_MS || (request.inFlight && arrivedLateMs <= IN_FLIGHT_MS);
}
