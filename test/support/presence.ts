/** The online users, as a client of either kind keeps them. */
import type { PresenceChanged, PresenceEntry } from '../../src/presence/presence.protocol.js';
import type { UserStatus } from '../../src/users/users.protocol.js';
import { aUser, type Device } from './client.js';

/** Connects as a client that takes many changes in one message. */
export function connectBatched(device: Device): Promise<unknown> {
  return device.connect({ auth: { token: device.accessToken, presence: 'batched' } });
}

/** Every change the device received, in order, single or batched. */
export function changesReceived(device: Device): PresenceChanged[] {
  return device.history().flatMap(({ event, payload }) => {
    if (event === 'presence:changed') return [payload as PresenceChanged];
    return event === 'presence:changes' ? (payload as { users: PresenceChanged[] }).users : [];
  });
}

/** The changes it received about a user, in order. */
export function statusesReceived(device: Device, person: Device): UserStatus[] {
  return changesReceived(device)
    .filter(({ userId }) => userId === person.id)
    .map(({ status }) => status);
}

/** Users who are not offline, by id, from the snapshot and the changes since, as the protocol says. */
export function whoIsHere(device: Device): Map<string, UserStatus> {
  const held = new Map<string, PresenceEntry & { version: number }>();
  const snapshot = device.received('presence:snapshot').flatMap(({ users }) => users ?? []);
  for (const entry of [...snapshot, ...changesReceived(device)])
    if ((held.get(entry.userId)?.version ?? -1) < entry.version) held.set(entry.userId, entry);
  return new Map(
    [...held.values()]
      .filter(({ status }) => status !== 'OFFLINE')
      .map(({ userId, status }) => [userId, status]),
  );
}

/** Resolves when the device has received that about the user, now or before. */
export async function learns(device: Device, person: Device, status: UserStatus): Promise<void> {
  const about = ({ userId, status: changed }: PresenceChanged) => userId === person.id && changed === status;
  await Promise.any([
    device.receives('presence:changed', about),
    device.receives('presence:changes', ({ users }) => users.some(about)),
  ]);
}

/**
 * Resolves when all of them have received a user's connecting and disconnecting: all earlier changes have been received before.
 */
export async function quiet(...watchers: Device[]): Promise<void> {
  const dan = await aUser('dan');
  await dan.connect();
  await Promise.all(watchers.map((watcher) => learns(watcher, dan, 'ONLINE')));
  dan.disconnect();
  await Promise.all(watchers.map((watcher) => learns(watcher, dan, 'OFFLINE')));
}
