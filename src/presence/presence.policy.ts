import type { PresenceChanged } from './presence.protocol.js';

/** A change that others receive, and the users who do not: those whom the user has blocked. */
export interface PresenceUpdate {
  change: PresenceChanged;
  hiddenFrom: string[];
}

const SHORTEST_MS = 50;
const LONGEST_MS = 2000;
/** The load that presence causes on an instance when every device on it is notified once in each window. */
const MESSAGES_PER_S = 2500;

/**
 * How long changes are gathered before they are sent.
 * @param watchers devices of this instance that receive changes
 * @returns milliseconds, so that a device gets 20 messages a second at most, and one in two seconds among thousands
 */
export function windowMs(watchers: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.ceil((watchers * 1000) / MESSAGES_PER_S)));
}

/** Of two changes of a user the newer one holds, in whichever order they came. */
export function newer(held: PresenceUpdate | undefined, update: PresenceUpdate): PresenceUpdate {
  return held && held.change.version >= update.change.version ? held : update;
}

/**
 * Which changes must be hidden from which viewers.
 * @param isHere whether a user has devices that would receive them
 * @returns by viewer the users that stay hidden
 */
export function exceptions(
  updates: readonly PresenceUpdate[],
  isHere: (userId: string) => boolean,
): Map<string, Set<string>> {
  const hidden = new Map<string, Set<string>>();
  for (const { change, hiddenFrom } of updates)
    for (const viewerId of hiddenFrom) {
      const known = hidden.get(viewerId);
      if (known) known.add(change.userId);
      else if (isHere(viewerId)) hidden.set(viewerId, new Set([change.userId]));
    }
  return hidden;
}

export function inPieces<T>(items: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += size) pieces.push(items.slice(at, at + size));
  return pieces;
}
