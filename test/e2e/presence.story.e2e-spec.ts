/** Presence: connecting, disconnecting, several devices, chosen statuses. */
import { expect, test } from '@jest/globals';
import type { PresenceChanged } from '../../src/presence/presence.protocol.js';
import type { PublicUser } from '../../src/users/users.protocol.js';
import { aUser, type Device } from '../support/client.js';

/** The changes a device received about a user, in order. */
function toldAbout(person: Device, device: Device): PresenceChanged[] {
  return device.received('presence:changed').filter((change) => change.userId === person.id);
}

function hearsOf(
  person: Device,
  status: PresenceChanged['status'],
  device: Device,
): Promise<PresenceChanged> {
  return device.receives(
    'presence:changed',
    (change) => change.userId === person.id && change.status === status,
  );
}

async function profile(person: Device, asked: Device): Promise<PublicUser> {
  return (await asked.rest.get(`/api/users/${person.id}`).expect(200)).body as PublicUser;
}

test('ben comes with two devices and goes; ana sees one coming and one going', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  const tablet = await ben.device();
  await ana.connect();
  await expect(profile(ben, ana)).resolves.toMatchObject({
    status: 'OFFLINE',
    isOnline: false,
    lastSeenAt: null,
  });

  await ben.connect();
  const came = await hearsOf(ben, 'ONLINE', ana);
  expect(came).toEqual({
    userId: ben.id,
    username: ben.user.username,
    status: 'ONLINE',
    lastSeenAt: expect.any(String),
    version: expect.any(Number),
  });
  await expect(profile(ben, ana)).resolves.toMatchObject({ status: 'ONLINE', isOnline: true });
  await tablet.connect();
  const { users } = await tablet.receives('presence:snapshot');
  expect(users).toContainEqual(came);

  ben.disconnect();
  await ben.disconnected();
  await tablet.emit('presence:set', { status: 'IDLE' });
  await hearsOf(ben, 'IDLE', ana);
  tablet.disconnect();
  const went = await hearsOf(ben, 'OFFLINE', ana);

  expect(toldAbout(ben, ana).map((change) => change.status)).toEqual(['ONLINE', 'IDLE', 'OFFLINE']);
  const gone = await profile(ben, ana);
  expect(gone).toMatchObject({ status: 'OFFLINE', isOnline: false, lastSeenAt: went.lastSeenAt });
  expect(Date.parse(gone.lastSeenAt!)).toBeGreaterThanOrEqual(Date.parse(came.lastSeenAt!));
});

test('ben chooses what others see, by socket and by REST; versions grow', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ana.connect();
  await ben.connect();
  await hearsOf(ben, 'ONLINE', ana);

  await expect(ben.emit('presence:set', { status: 'DND' })).resolves.toEqual({ status: 'DND' });
  await hearsOf(ben, 'DND', ana);
  const chosen = await ben.rest.put(`/api/users/${ben.id}/status`).send({ status: 'IDLE' }).expect(200);
  expect(chosen.body).toMatchObject({ id: ben.id, chosenStatus: 'IDLE' });
  await hearsOf(ben, 'IDLE', ana);
  await expect(profile(ben, ana)).resolves.toMatchObject({ status: 'IDLE', isOnline: true });

  const versions = toldAbout(ben, ana).map((change) => change.version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));

  const refused = await ana.rest.put(`/api/users/${ben.id}/status`).send({ status: 'ONLINE' }).expect(403);
  expect(refused.body).toMatchObject({ code: 'permission_denied' });
  await expect(ben.emitAnything('presence:set', { status: 'AWAY' })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'status' }],
  });
});

test('appearing offline looks like being offline, also while coming and going', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  await ana.connect();
  await ben.connect();
  await hearsOf(ben, 'ONLINE', ana);

  await ben.emit('presence:set', { status: 'OFFLINE' });
  const left = await hearsOf(ben, 'OFFLINE', ana);
  const seen = await profile(ben, ana);
  expect(seen).toMatchObject({ status: 'OFFLINE', isOnline: false, lastSeenAt: left.lastSeenAt });
  const dan = await aUser('dan');
  await dan.connect();
  const { users } = await dan.receives('presence:snapshot');
  expect(users!.map((user) => user.userId)).not.toContain(ben.id);

  ben.disconnect();
  await ben.connect();
  await expect(profile(ben, ana)).resolves.toEqual(seen);
  await ben.emit('presence:set', { status: 'ONLINE' });
  await hearsOf(ben, 'ONLINE', ana);
  expect(toldAbout(ben, ana).map((change) => change.status)).toEqual(['ONLINE', 'OFFLINE', 'ONLINE']);
});
