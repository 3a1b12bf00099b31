/** Settings for voice channels, their rate limits, and the audit entries. */
import { afterEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { candidate, OFFER } from '../support/calls.js';
import { aGuest, aUser } from '../support/client.js';
import { REAL_LIMITS, someone } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { aRoom, giveRole, join } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import type { AuditRecord } from '../../src/platform/audit/audit.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';

const TURN = { TURN_URLS: 'turn:127.0.0.1:3478', TURN_SECRET: '0f3b9a7c5d1e2f4a6b8c0d2e4f6a8b0c' };

let server: RunningServer;
afterEach(() => server.stop());

const start = async (env: Record<string, string>) =>
  (server = await startServer({ ...(await stores()), ...env }));

test('guests may speak, two devices of a person may be there, three devices in all', async () => {
  const { url } = await start({ GUESTS_MAY_SPEAK: 'true', VOICE_DEVICES_PER_USER: '2', VOICE_MESH_MAX: '3' });
  const ana = await aUser('ana', url);
  const { slug: room } = await aRoom(ana);
  const first = await join(ana, room);
  const second = await join(ana.at(url), room);
  const gus = await join(await aGuest('Gus', url), room);
  expect(gus.peers.map(({ peerId }) => peerId)).toEqual([first.peerId, second.peerId]);
  const ben = await aUser('ben', url);
  await ben.connect();
  await expect(ben.emit('voice:join', { room })).rejects.toMatchObject({ code: 'voice_full' });
  // A user's third device replaces their oldest.
  const third = await join(ana.at(url), room);
  await expect(gus.device.receives('voice:left')).resolves.toEqual({
    room,
    peerId: first.peerId,
    reason: 'moved',
  });
  expect(third.peers.map(({ peerId }) => peerId)).toEqual([second.peerId, gus.peerId]);
  await giveRole(ana, room, gus.device, 'viewer').expect(200);
  await expect(
    gus.device.receives('voice:left', ({ reason }) => reason === 'removed'),
  ).resolves.toBeDefined();
});

describe('TURN', () => {
  test('a user in a voice channel gets credentials where only calls do, and fresh ones in time', async () => {
    const { url } = await start({ ...TURN, TURN_ONLY_IN_CALLS: 'true', TURN_TTL_S: '30' });
    const ana = await aUser('ana', url);
    await ana.connect();
    expect((await refusal(ana.rest.get('/api/ice-servers'), 403)).code).toBe('no_running_call');
    const { slug: room } = await aRoom(ana);
    const { iceServers } = await join(ana, room);
    expect(iceServers.at(-1)!.username).toMatch(new RegExp(`^\\d+:${ana.id}$`));
    await ana.rest.get('/api/ice-servers').expect(200);
    const [refreshed] = await eventually(
      () => ana.received('ice:refresh'),
      (received) => received.length > 0,
    );
    expect(refreshed!.iceServers.at(-1)!.username).toMatch(new RegExp(`:${ana.id}$`));
    await ana.emit('voice:leave', { room });
    expect((await refusal(ana.rest.get('/api/ice-servers'), 403)).code).toBe('no_running_call');
  });

  test('a deployment that relays all media lets no other candidates pass', async () => {
    const { url } = await start({ ...TURN, RELAY_ONLY: 'true' });
    const ana = await aUser('ana', url);
    const { slug: room } = await aRoom(ana);
    const first = await join(ana, room);
    const ben = await join(await aUser('ben', url), room);
    expect(ben.relayOnly).toBe(true);
    const { groupId } = ben;
    const sdp = `${OFFER.sdp}a=candidate:1 1 udp 2113937151 192.168.1.7 51000 typ host\r\n`;
    await ben.device.emit('signal', { groupId, to: first.peerId, candidate: candidate(1) });
    await ben.device.emit('signal', { groupId, to: first.peerId, description: { type: 'offer', sdp } });
    const { description } = await ana.receives('signal');
    expect(description!.sdp).not.toContain('192.168.1.7');
    expect(ana.received('signal')).toHaveLength(1);
  });
});

test('joining is limited, for each person by themselves', async () => {
  const { url } = await start(REAL_LIMITS);
  const [ana, ben] = [await someone(url, 'ana'), await someone(url, 'ben')];
  const { slug: room } = await aRoom(ana);
  await join(ana, room);
  const refused = await eventually(
    () =>
      ana.emit('voice:join', { room }).then(
        () => undefined,
        (error: { code: string; retryAfterMs?: number }) => error,
      ),
    (error) => error !== undefined,
  );
  expect(refused).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
  await expect(join(ben, room)).resolves.toBeDefined();
});

test('who kicked whom is on record, and what goes on is measured', async () => {
  const { url } = await start({});
  const [ana, ben, admin] = [await aUser('ana', url), await aUser('ben', url), await aUser('admin', url)];
  await grant(admin, 'admin');
  const { slug: room, id: roomId } = await aRoom(ana);
  await join(ana, room);
  await join(ben, room);
  await ana.rest.delete(`/api/chat/rooms/${room}/voice/${ben.id}`).expect(204);
  await giveRole(ana, room, ben, 'blocked').expect(200);
  await ben.receives('voice:left');
  const log = async (event: string) =>
    (
      await answer<Page<AuditRecord>>(
        admin.rest.get(`/api/admin/audit?event=${event}&subjectId=${ben.id}`).expect(200),
      )
    ).body.items;
  expect(await log('authz_admin')).toMatchObject([
    { reason: 'voice_kick', actorId: ana.id, subjectId: ben.id, details: { roomId, devices: 1 } },
  ]);
  expect(await log('authz_change')).toMatchObject([
    { reason: 'room_role', actorId: ana.id, details: { roomId, from: null, to: 'blocked' } },
  ]);
  const { text } = await supertest(url).get('/metrics').expect(200);
  expect(text).toMatch(/^voice_participants 1$/m);
  expect(text).toMatch(/^voice_joins_total\{media="mesh"\} 2$/m);
  expect(text).toMatch(/^voice_left_total\{reason="kicked"\} 1$/m);
});
