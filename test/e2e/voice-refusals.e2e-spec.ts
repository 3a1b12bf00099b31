/** Refusals of voice channels, with the same code on the socket and on REST. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { aGuest, aUser, type Device } from '../support/client.js';
import { refusal } from '../support/rest.js';
import { aRoom, aVoiceChannel, giveRole, join } from '../support/rooms.js';

let ana: Device;
let room: string;

beforeAll(async () => {
  ana = await aUser('ana');
  await ana.connect();
  room = (await aRoom(ana)).slug;
});

describe('joining', () => {
  test.each<[string, unknown, string]>([
    ['no room', {}, 'room'],
    ['a room that is no text', { room: 7 }, 'room'],
    ['an id that is none', { room: 'public', peerId: 'me' }, 'peerId'],
    ['null for an id', { room: 'public', peerId: null }, 'peerId'],
    ['a state that is none', { room: 'public', muted: 'yes' }, 'muted'],
    ['numbers that are none', { room: 'public', lastSeqs: { a: 1 } }, 'lastSeqs'],
    [
      'a number below zero',
      { room: 'public', lastSeqs: [{ peerId: randomUUID(), seq: -1 }] },
      'lastSeqs.0.seq',
    ],
    [
      'too many numbers',
      { room: 'public', lastSeqs: Array(65).fill({ peerId: randomUUID(), seq: 1 }) },
      'lastSeqs',
    ],
    ['an unknown field', { room: 'public', speaks: true }, 'speaks'],
    ['a list', [{ room: 'public' }], ''],
    ['null', null, ''],
  ])('with %s: the field is named', async (_name, payload, path) => {
    await expect(ana.emitAnything('voice:join', payload)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });

  test.each(['no-such-room', '', '\0', 'x'.repeat(64), '../public'])(
    'a room %j that is not there',
    async (slug) => {
      for (const [event, payload] of [
        ['voice:join', { room: slug }],
        ['voice:leave', { room: slug }],
        ['voice:state', { room: slug, muted: true }],
        ['voice:kick', { room: slug, userId: randomUUID() }],
      ] as const)
        await expect(ana.emitAnything(event, payload)).rejects.toMatchObject({ code: 'room_not_found' });
    },
  );

  test('a room without a voice channel, and an archive', async () => {
    const { slug } = await aRoom(ana, { hasVoice: false });
    await expect(ana.emit('voice:join', { room: slug })).rejects.toMatchObject({ code: 'room_has_no_voice' });
    await ana.rest.patch(`/api/chat/rooms/${slug}`).send({ hasVoice: true, archived: true }).expect(200);
    await expect(ana.emit('voice:join', { room: slug })).rejects.toMatchObject({ code: 'room_has_no_voice' });
  });

  test('as a guest to whom nobody has given a role', async () => {
    const guest = await aGuest();
    await guest.connect();
    await expect(guest.emit('voice:join', { room })).rejects.toMatchObject({ code: 'permission_denied' });
    await giveRole(ana, room, guest, 'member').expect(200);
    await expect(guest.emit('voice:join', { room })).resolves.toBeDefined();
    await guest.emit('voice:leave', { room });
  });

  test('a channel that is full', async () => {
    const { room: full, peers } = await aVoiceChannel(...Array<string>(8).fill('one'));
    const late = await aUser('late');
    await late.connect();
    await expect(late.emit('voice:join', { room: full })).rejects.toMatchObject({
      code: 'voice_full',
      retryable: true,
    });
    // Not even the own seat elsewhere is lost by it.
    const elsewhere = await join(late, room);
    await expect(late.emit('voice:join', { room: full })).rejects.toMatchObject({ code: 'voice_full' });
    await expect(late.emit('voice:join', { room })).resolves.toMatchObject({ peerId: elsewhere.peerId });
    await late.emit('voice:leave', { room });
    await peers[3]!.device.emit('voice:leave', { room: full });
    expect((await join(late, full)).peers).toHaveLength(7);
  });
});

describe('a device that is not in the channel', () => {
  test('shows nothing there', async () => {
    await expect(ana.emit('voice:state', { room, muted: true })).rejects.toMatchObject({
      code: 'not_in_voice',
    });
  });

  test('cannot be taken out', async () => {
    const ben = await aUser('ben');
    const path = `/api/chat/rooms/${room}/voice/${ben.id}`;
    expect((await refusal(ana.rest.delete(path), 404)).code).toBe('participant_not_found');
    await expect(ana.emit('voice:kick', { room, userId: ben.id })).rejects.toMatchObject({
      code: 'participant_not_found',
    });
    expect((await refusal(ana.rest.delete(`/api/chat/rooms/${room}/voice/ben`), 400)).errors).toMatchObject([
      { path: 'userId' },
    ]);
    await expect(ana.emitAnything('voice:kick', { room, userId: 'ben' })).rejects.toMatchObject({
      errors: [{ path: 'userId' }],
    });
  });
});
