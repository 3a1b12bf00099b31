import { CLOSE_CODES, type CloseCode } from './realtime.protocol.js';

/** The state of a device that decides about its idleness. */
export type Slot = 'presence' | 'chat' | 'inbox';

/** Seconds; 0 for never. */
export interface IdleTimeouts {
  presenceIdleTimeoutS: number;
  chatIdleTimeoutS: number;
  inboxIdleTimeoutS: number;
  guestIdleTimeoutS: number;
}

export const IDLE_CLOSE_CODES: Record<Slot, CloseCode> = {
  presence: CLOSE_CODES.idlePresence,
  chat: CLOSE_CODES.idleChat,
  inbox: CLOSE_CODES.idleInbox,
};

const PLACES: Slot[] = ['presence', 'chat', 'inbox'];
const SWEEPS_PER_TIMEOUT = 4;
const SHORTEST_SWEEP_MS = 250;
const LONGEST_SWEEP_MS = 15_000;

/** @returns milliseconds without an event after which a connection ends; infinite when it never does */
export function idleTimeoutMs(timeouts: IdleTimeouts, place: Slot, isGuest: boolean): number {
  const seconds = isGuest
    ? [timeouts[`${place}IdleTimeoutS`], timeouts.guestIdleTimeoutS]
    : [timeouts[`${place}IdleTimeoutS`]];
  return Math.min(...seconds.map((s) => (s === 0 ? Number.POSITIVE_INFINITY : s * 1000)));
}

/** The least that a client has to reckon with, wherever it is. */
export function shortestIdleTimeoutMs(timeouts: IdleTimeouts, isGuest: boolean): number {
  return Math.min(...PLACES.map((place) => idleTimeoutMs(timeouts, place, isGuest)));
}

/** How often to look; infinite when nobody is ever idle. */
export function sweepEveryMs(timeouts: IdleTimeouts): number {
  const shortest = shortestIdleTimeoutMs(timeouts, true);
  if (shortest === Number.POSITIVE_INFINITY) return shortest;
  return Math.min(LONGEST_SWEEP_MS, Math.max(SHORTEST_SWEEP_MS, shortest / SWEEPS_PER_TIMEOUT));
}
