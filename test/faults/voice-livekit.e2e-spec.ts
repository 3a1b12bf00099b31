/** Where LiveKit carries the media, membership is still decided here; LiveKit is notified. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { aGuest, aUser, Device, login } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { LiveKitApi } from '../support/livekit.js';
import { aRoom, giveRole, join, type Joined, mute, peerOf } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

let api: LiveKitApi;
let server: RunningServer;
let ana: Device;
let room: string;
let roomId: string;

beforeAll(async () => {
  api = await LiveKitApi.start();
  server = await startServer({
    ...(await stores()),
    ...api.env,
    VOICE_MESH_MAX: '2',
    CALL_RESUME_GRACE_S: '1',
  });
});

afterAll(async () => {
  await server.stop();
  await api.stop();
});

beforeEach(async () => {
  delete api.fault;
  ana = await aUser('ana', server.url);
  ({ slug: room, id: roomId } = await aRoom(ana));
});

const identityOf = (joined: Joined) => api.verify(joined.livekit!.token).then(({ sub }) => sub!);

describe('a device that joins', () => {
  test('gets a token for the same room, and no peers to signal with', async () => {
    const joined = await join(ana, room);
    expect(joined).toMatchObject({
      groupId: roomId,
      iceServers: [],
      livekit: { url: api.env['LIVEKIT_URL'] },
    });
    const claims = await api.verify(joined.livekit!.token);
    expect(claims).toMatchObject({
      iss: api.env['LIVEKIT_API_KEY'],
      sub: expect.stringMatching(new RegExp(`^${ana.id}:[\\w-]{16}$`)),
      name: ana.user.username,
      video: { roomJoin: true, room: roomId, canPublish: true, canSubscribe: true, canPublishData: true },
    });
    expect(claims.video).not.toHaveProperty('roomAdmin');
    expect(JSON.parse(claims.metadata!)).toEqual({ peerId: joined.peerId, userId: ana.id });
    const { exp, nbf } = claims as unknown as { exp: number; nbf: number };
    expect(exp - nbf).toBeLessThanOrEqual(60);
    const ben = await join(await aUser('ben', server.url), room);
    expect(ben.peers).toEqual([{ ...peerOf(joined), identity: claims.sub }]);
    await expect(ana.receives('voice:joined')).resolves.toMatchObject({
      peer: { peerId: ben.peerId, identity: await identityOf(ben) },
    });
    const signal = ben.device.emit('signal', { groupId: roomId, to: joined.peerId, candidate: null });
    await expect(signal).rejects.toMatchObject({ code: 'not_in_group' });
    await ben.device.emit('voice:state', { room, muted: true });
    await expect(ana.receives('voice:state')).resolves.toMatchObject({ peerId: ben.peerId });
  });

  test('is one of any number', async () => {
    for (let i = 0; i < 4; i++) await join(await aUser('one', server.url), room);
    const { body } = await ana.rest.get(`/api/chat/rooms/${room}/voice`).expect(200);
    expect(body).toMatchObject({ peers: Array(4).fill({ identity: expect.any(String) }), max: null });
  });

  test.each(['viewer', 'guest', 'muted'] as const)(
    'as a %s, may listen and not be heard',
    async (standing) => {
      const eve = standing === 'guest' ? await aGuest('Eve', server.url) : await aUser('eve', server.url);
      if (standing === 'viewer') await giveRole(ana, room, eve, 'viewer').expect(200);
      if (standing === 'muted') await mute(ana, room, eve).expect(200);
      await join(ana, room);
      const joined = await join(eve, room);
      expect((await api.verify(joined.livekit!.token)).video).toMatchObject({
        canPublish: false,
        canPublishData: false,
        canSubscribe: true,
      });
      await expect(ana.receives('voice:joined')).resolves.toMatchObject({ peer: { listensOnly: true } });
    },
  );

  test('blocked, gets nothing', async () => {
    const eve = await aUser('eve', server.url);
    await giveRole(ana, room, eve, 'blocked').expect(200);
    await expect(join(eve, room)).rejects.toMatchObject({ code: 'permission_denied' });
  });

  test('is the same to LiveKit every time, and another on another device', async () => {
    const first = await join(ana, room);
    await ana.emit('voice:leave', { room });
    const again = await join(ana, room);
    expect(await identityOf(again)).toBe(await identityOf(first));
    const phone = new Device('phone', 0, server.url, await login(server.url, ana.user.username));
    expect(await identityOf(await join(phone, room))).not.toBe(await identityOf(first));
  });
});

describe('a participant who is removed here is removed there', () => {
  test.each<[string, (ben: Joined) => PromiseLike<unknown>]>([
    ['kicked', (ben) => ana.rest.delete(`/api/chat/rooms/${room}/voice/${ben.device.id}`).expect(204)],
    ['removed', (ben) => giveRole(ana, room, ben.device, 'viewer').expect(200)],
    ['removed', (ben) => mute(ana, room, ben.device).expect(200)],
    ['lost', async (ben) => ben.device.vanish()],
    ['signed_out', (ben) => ben.device.rest.post('/api/auth/logout').expect(204)],
    ['closed', () => ana.rest.delete(`/api/chat/rooms/${room}`).expect(204)],
  ])('%s', async (reason, act) => {
    await join(ana, room);
    const ben = await join(await aUser('ben', server.url), room);
    const before = Math.floor(Date.now() / 1000);
    await act(ben);
    await expect(ana.receives('voice:left')).resolves.toMatchObject({ reason });
    const { room: where, revokeTokenTs } = await api.removed(await identityOf(ben));
    expect(where).toBe(roomId);
    // Earlier tokens are void, where LiveKit supports that.
    expect(Number(revokeTokenTs)).toBeGreaterThan(before);
  });

  test('a device that takes its own place is not', async () => {
    const first = await join(ana, room);
    ana.vanish();
    const again = await join(ana.at(server.url), room);
    expect(again.peerId).not.toBe(first.peerId);
    const ben = await join(await aUser('ben', server.url), room);
    await again.device.emit('voice:kick', { room, userId: ben.device.id });
    await api.removed(await identityOf(ben));
    expect(api.removals.map(({ identity }) => identity)).not.toContain(await identityOf(first));
  });
});

describe('while LiveKit does not answer', () => {
  test('people are kicked all the same, and it is notified when it is back', async () => {
    await join(ana, room);
    const ben = await join(await aUser('ben', server.url), room);
    api.fault = 503;
    const { refused } = api;
    await ana.rest.delete(`/api/chat/rooms/${room}/voice/${ben.device.id}`).expect(204);
    await expect(ben.device.receives('voice:left')).resolves.toMatchObject({ reason: 'kicked' });
    await eventually(
      () => api.refused - refused,
      (count) => count >= 2,
    );
    delete api.fault;
    await api.removed(await identityOf(ben));
  });

  test('and refuses for good: that is counted, and not asked again', async () => {
    await join(ana, room);
    const ben = await join(await aUser('ben', server.url), room);
    api.fault = 401;
    await ana.rest.delete(`/api/chat/rooms/${room}/voice/${ben.device.id}`).expect(204);
    await eventually(
      async () => (await fetch(`${server.url}/metrics`)).text(),
      (text) => /^livekit_removals_failed_total 1$/m.test(text),
    );
  });

  test('that somebody is not there is no failure', async () => {
    await join(ana, room);
    const ben = await join(await aUser('ben', server.url), room);
    api.fault = 404;
    const { refused } = api;
    await ben.device.emit('voice:leave', { room });
    await eventually(
      () => api.refused,
      (count) => count === refused + 1,
    );
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toMatch(/^livekit_removals_failed_total 1$/m);
  });
});

test('tokens are in no log', async () => {
  const { livekit } = await join(ana, room);
  expect(server.log()).not.toContain(livekit!.token);
  expect(server.log()).not.toContain(api.env['LIVEKIT_API_SECRET']);
});
