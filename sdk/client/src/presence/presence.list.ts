import type { PresenceChanged, PresenceEntry, PresenceSnapshot } from '../protocol.js';

/** The online users as known to this client. */
export interface PresenceList {
  /** By user id. Empty for guests, who receive the count of guests only. */
  users: ReadonlyMap<string, PresenceEntry & { version: number }>;
  guests: number;
}

export const NOBODY: PresenceList = { users: new Map(), guests: 0 };

/** `overtaking`: changes of this connection that arrived before its snapshot and may be newer. */
export function fromSnapshot(snapshot: PresenceSnapshot, overtaking: PresenceChanged[] = []): PresenceList {
  const users = new Map((snapshot.users ?? []).map((user) => [user.userId, user]));
  return withChanges({ users, guests: snapshot.guests }, overtaking);
}

/** A change that is not newer than the stored one is dropped: instances may deliver out of order. */
export function withChanges(list: PresenceList, changes: readonly PresenceChanged[]): PresenceList {
  const users = new Map(list.users);
  let hasChanged = false;
  for (const change of changes) {
    const held = users.get(change.userId);
    if (held && held.version >= change.version) continue;
    users.set(change.userId, change);
    hasChanged = true;
  }
  return hasChanged ? { ...list, users } : list;
}
