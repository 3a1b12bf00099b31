/** Guests, and blocked users, learn through no API whether a user is online or when they were. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { aGuest, aUser, type Device } from '../support/client.js';
import { connectBatched, learns } from '../support/presence.js';
import { refusal } from '../support/rest.js';

/** Online, and visible to all others; she has blocked Eve, called her once and written to her once. */
let ana: Device;
let ben: Device;
let eve: Device;
let guest: Device;

beforeAll(async () => {
  [ana, ben, eve] = [await aUser('ana'), await aUser('ben'), await aUser('eve')];
  guest = await aGuest();
  await ben.connect();
  await ana.connect();
  await learns(ben, ana, 'ONLINE');
  await ana.rest.post('/api/chat/direct/start').send({ username: eve.user.username }).expect(200);
  const { call } = await ana.emit('call:ring', { calleeId: eve.id, media: 'audio' });
  await ana.emit('call:hangup', { callId: call.id });
  // Eve has blocked Ana, too: her list of blocks is a door.
  await eve.rest.put(`/api/users/${ana.id}/block`).expect(204);
  await ana.rest.put(`/api/users/${eve.id}/block`).expect(204);
});

const AWAY = { status: 'OFFLINE', isOnline: false, lastSeenAt: null };
const query = (device: Device) =>
  device.rest.post('/graphql').send({
    query: `{ users(query: "${ana.user.username}") { items { id status isOnline lastSeenAt } } }`,
  });

/** Everything in an answer that describes Ana. */
function descriptionsOfAna(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap((one) => descriptionsOfAna(one));
  const { id, userId } = value as { id?: unknown; userId?: unknown };
  return id === ana.id || userId === ana.id ? [value, ...inner] : inner;
}

const DOORS: [string, (device: Device) => Promise<unknown>][] = [
  ['GET /api/users/:id', async (device) => (await device.rest.get(`/api/users/${ana.id}`).expect(200)).body],
  [
    'GET /api/users/by-username/:username',
    async (device) => (await device.rest.get(`/api/users/by-username/${ana.user.username}`)).body,
  ],
  ['GET /api/users', async (device) => (await device.rest.get(`/api/users?query=${ana.user.username}`)).body],
  ['GraphQL users', async (device) => (await query(device)).body],
  ['GET /api/users/blocked', async (device) => (await device.rest.get('/api/users/blocked')).body],
  ['GET /api/chat/direct/chats', async (device) => (await device.rest.get('/api/chat/direct/chats')).body],
  ['GET /api/inbox', async (device) => (await device.rest.get('/api/inbox')).body],
  ['GET /api/inbox/missed-calls', async (device) => (await device.rest.get('/api/inbox/missed-calls')).body],
  ['GET /api/calls', async (device) => (await device.rest.get('/api/calls')).body],
  [
    'presence:snapshot',
    async (device) => {
      const other = device.at(device.url);
      await connectBatched(other);
      const snapshot = await other.receives('presence:snapshot');
      other.disconnect();
      return snapshot;
    },
  ],
];

describe.each([
  ['a guest', () => guest],
  ['whom she has blocked', () => eve],
])('%s', (_viewer, viewer) => {
  it.each(DOORS)('learns nothing through %s', async (_door, look) => {
    for (const seen of descriptionsOfAna(await look(viewer()))) {
      const status = Object.fromEntries(Object.entries(seen).filter(([key]) => key in AWAY));
      expect(AWAY).toMatchObject(status);
    }
  });
});

it('others see her', async () => {
  const { body } = await ben.rest.get(`/api/users/${ana.id}`).expect(200);
  expect(body).toMatchObject({ isOnline: true, status: 'ONLINE', lastSeenAt: expect.any(String) });
});

it('a guest sees who she is, and themselves', async () => {
  const { body } = await guest.rest.get(`/api/users/${ana.id}`).expect(200);
  expect(body).toMatchObject({ id: ana.id, username: ana.user.username, ...AWAY });
  expect((await refusal(guest.rest.get('/api/users'), 403)).code).toBe('guest_not_allowed');
});
