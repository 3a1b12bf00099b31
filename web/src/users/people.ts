import { contains, type PresenceList, type PublicUser, type UserStatus } from '@ringline/client';

/** One person as the list shows them. */
export interface PersonRow {
  id: string;
  username: string;
  displayName: string;
  status: UserStatus;
  lastSeenAt: string | null;
}

/** The directory merged with the fresher presence, without the user: online users first, then by name. */
export function peopleRows(
  directory: readonly PublicUser[],
  presence: PresenceList,
  ownId: string,
  query: string,
): PersonRow[] {
  const rows = new Map<string, PersonRow>();
  for (const { id, username, displayName, lastSeenAt } of directory) {
    rows.set(id, { id, username, displayName, status: 'OFFLINE', lastSeenAt });
  }
  for (const { userId, username, status, lastSeenAt } of presence.users.values()) {
    const displayName = rows.get(userId)?.displayName ?? username;
    rows.set(userId, { id: userId, username, displayName, status, lastSeenAt });
  }
  rows.delete(ownId);
  const matches = ({ username, displayName }: PersonRow) => contains(query, username, displayName);
  return [...rows.values()].filter(matches).sort(compare);
}

function compare(a: PersonRow, b: PersonRow): number {
  const online = Number(b.status !== 'OFFLINE') - Number(a.status !== 'OFFLINE');
  return online || a.displayName.localeCompare(b.displayName) || a.username.localeCompare(b.username);
}
