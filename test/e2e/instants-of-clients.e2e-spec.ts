/** Instants that clients send without their zone are refused by name, not taken in the zone of whichever server answers. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeCursor } from '../../src/platform/http/cursor.js';
import { aUser, type Device } from '../support/client.js';
import { grant } from '../support/roles.js';
import { aRoom } from '../support/rooms.js';

const ID = '00000000-0000-4000-8000-000000000000';
const inAnHour = (zone: string) => new Date(Date.now() + 3_600_000).toISOString().replace('Z', zone);

let admin: Device;
let member: Device;
let room: string;

beforeAll(async () => {
  [admin, member] = await Promise.all([aUser('admin'), aUser('member')]);
  await grant(admin, 'admin');
  room = (await aRoom(admin)).slug;
});

const doors = {
  'the end of a mute': {
    field: 'until',
    status: 404,
    ask: (until: string) => admin.rest.put(`/api/chat/rooms/${room}/members/${ID}/mute`).send({ until }),
  },
  'the end of a service key': {
    field: 'expiresAt',
    status: 201,
    ask: (expiresAt: string) =>
      admin.rest.post('/api/admin/service-keys').send({ name: 'x', scopes: ['webhooks:manage'], expiresAt }),
  },
  'where the audit log begins': {
    field: 'since',
    status: 200,
    ask: (since: string) => admin.rest.get('/api/admin/audit').query({ since }),
  },
  'where the audit log ends': {
    field: 'until',
    status: 200,
    ask: (until: string) => admin.rest.get('/api/admin/audit').query({ until }),
  },
  'a cursor that somebody made': {
    field: 'cursor',
    status: 200,
    ask: (createdAt: string) =>
      member.rest.get('/api/calls').query({ cursor: encodeCursor({ createdAt, id: ID }) }),
  },
};

describe.each(Object.entries(doors))('%s', (_, { field, status, ask }) => {
  test.each(['', '+02', ' UTC', ' Europe/Berlin'])('is refused with "%s" for a zone', async (zone) => {
    const { body } = await ask(inAnHour(zone)).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: field }] });
  });

  test.each(['Z', '+00:00'])('is taken with %s', async (zone) => {
    const { body, status: given } = await ask(inAnHour(zone));
    expect({ given, body }).toMatchObject({ given: status });
  });
});
