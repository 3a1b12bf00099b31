/**
 * A user who is no longer signed in leaves their call at once, for whatever reason: the grace period is for lost networks only.
 */
import { describe, expect, test } from '@jest/globals';
import type { CallDetail } from '../../src/calls/calls.protocol.js';
import { anActiveCall, beginMove, ring } from '../support/calls.js';
import { aUser, type Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { instanceUrl } from '../support/instances.js';
import { answer } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { aRoom, join } from '../support/rooms.js';
import { CAUSES, person } from '../support/session-ends.js';

async function connected(...devices: Device[]): Promise<void> {
  await Promise.all(devices.map((device) => device.connect()));
}

/** On the instance of the user who leaves, and on the other. */
function otherEnds(other: Device): Device[] {
  return [...new Set([instanceUrl(0), instanceUrl(1)])].map((url) => other.at(url));
}

/** The call has ended for the peer, without a grace period and without `call:peer-lost`. */
async function isOver(other: Device, callId: string, end: object): Promise<void> {
  const { call } = await other.receives('call:ended', (ended) => ended.call.id === callId);
  expect(call).toMatchObject({ status: 'ended', ...end });
  expect(other.received('call:peer-lost').map(({ graceMs }) => graceMs)).toEqual([]);
  const { body } = await other.rest.get(`/api/calls/${callId}`).expect(200);
  expect(body).toMatchObject({ status: 'ended', ...end });
}

// The grace is 30 s and ringing takes 45: neither ends within the ten seconds that a test waits for an event.
describe.each(CAUSES)('$name', (cause) => {
  test.each(['caller', 'callee'] as const)('of the %s, while it runs', async (side) => {
    const leaver = await person(cause, 'ana');
    const ends = otherEnds(await aUser('ben'));
    await connected(leaver, ...ends);
    const stays = ends[0]!;
    const { call } =
      side === 'caller'
        ? await anActiveCall({ ana: leaver, ben: stays })
        : await anActiveCall({ ana: stays, ben: leaver });
    await cause.happens(leaver);
    for (const end of ends) await isOver(end, call.id, { endReason: 'hangup', endedBy: leaver.id });
  });

  test('of the caller, while it rings', async () => {
    const leaver = await person(cause, 'ana');
    const ends = otherEnds(await aUser('ben'));
    await connected(leaver, ...ends);
    const { call } = await ring(leaver, ends[0]!);
    await cause.happens(leaver);
    for (const end of ends) await isOver(end, call.id, { endReason: 'cancelled', endedBy: leaver.id });
    await expect(ends[0]!.emit('call:accept', { callId: call.id })).rejects.toMatchObject({
      code: 'call_ended',
    });
  });

  test('of the caller, who had lost the network before', async () => {
    const leaver = await person(cause, 'ana');
    const ben = await aUser('ben');
    await connected(leaver, ben);
    const { call } = await anActiveCall({ ana: leaver, ben });
    leaver.vanish();
    await ben.receives('call:peer-lost');
    await cause.happens(leaver);
    await expect(ben.receives('call:ended')).resolves.toMatchObject({
      call: { id: call.id, endReason: 'hangup', endedBy: leaver.id },
    });
  });

  test('of the caller, whose call is being moved to another device of the same session', async () => {
    const leaver = await person(cause, 'ana');
    const tab = leaver.at(instanceUrl(1));
    const ben = await aUser('ben');
    await connected(leaver, tab, ben);
    const { call } = await anActiveCall({ ana: leaver, ben });
    await beginMove(tab, ben, call.id);
    await cause.happens(leaver);
    await isOver(ben, call.id, { endReason: 'hangup', endedBy: leaver.id });
  });

  test.each(['connected', 'away'])('of somebody in a voice channel, %s', async (how) => {
    const [ben, leaver] = [await aUser('ben'), await person(cause, 'ana')];
    const { slug } = await aRoom(ben);
    await join(ben, slug);
    const { peerId } = await join(leaver, slug);
    if (how === 'away') {
      leaver.vanish();
      await ben.receives('voice:peer-lost');
    }
    await cause.happens(leaver);
    const { reason } = await ben.receives('voice:left', (left) => left.peerId === peerId);
    // With the account its row may be deleted, and with it the reason.
    expect(['signed_out', 'left']).toContain(reason);
  });
});

describe('the callee, while it rings', () => {
  const lastSession = CAUSES.filter(({ name }) => !/list|all others|twenty/.test(name));

  test.each(lastSession)('$name: nobody is left who could answer', async (cause) => {
    const leaver = await person(cause, 'ben');
    const ends = otherEnds(await aUser('ana'));
    await connected(leaver, ...ends);
    const { call } = await ring(ends[0]!, leaver);
    await cause.happens(leaver);
    for (const end of ends) await isOver(end, call.id, { endReason: 'missed' });
  });

  test('signing out on one device: another goes on ringing, and answers', async () => {
    const [ana, phone] = [await aUser('ana'), await aUser('ben')];
    const laptop = await phone.device();
    await connected(ana, phone, laptop);
    const { call } = await ring(ana, phone);
    await laptop.receives('call:incoming');
    await phone.rest.post('/api/auth/logout').expect(204);
    await phone.receives('session:ended');
    await laptop.emit('call:accept', { callId: call.id });
    await ana.receives('call:accepted');
    expect(ana.received('call:ended')).toEqual([]);
  });

  test('a device that came while it rang goes on ringing when the one before signs out', async () => {
    const [ana, phone] = [await aUser('ana'), await aUser('ben')];
    await connected(ana, phone);
    const { call } = await ring(ana, phone);
    const laptop = await phone.device();
    await laptop.connect();
    await laptop.receives('call:state', ({ calls }) => calls.some(({ id }) => id === call.id));
    await phone.rest.post('/api/auth/logout').expect(204);
    await phone.receives('session:ended');
    await laptop.emit('call:accept', { callId: call.id });
    await ana.receives('call:accepted');
  });

  test('the last session of somebody who appears offline ends: the caller does not learn that they were there', async () => {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    await connected(ana, ben);
    await ben.emit('presence:set', { status: 'OFFLINE' });
    const { call } = await ring(ana, ben);
    await ben.rest.post('/api/auth/logout').expect(204);
    const again = await ben.device();
    await again.connect();
    await expect(again.receives('call:state')).resolves.toEqual({ calls: [] });
    const seen = (device: Device) => device.rest.get(`/api/calls/${call.id}`).expect(200);
    expect((await seen(again)).body).toMatchObject({ status: 'ended', endReason: 'missed' });
    expect((await seen(ana)).body).toMatchObject({ status: 'created' });
    expect(ana.received('call:ended')).toEqual([]);
    await ana.emit('call:hangup', { callId: call.id });
  });
});

describe('a call that is being moved', () => {
  test('signing out where it was: it goes on where it is moved to', async () => {
    const [phone, ben] = [await aUser('ana'), await aUser('ben')];
    const laptop = await phone.device();
    await connected(phone, laptop, ben);
    const { call } = await anActiveCall({ ana: phone, ben });
    await beginMove(laptop, ben, call.id);
    await phone.rest.post('/api/auth/logout').expect(204);
    await phone.receives('session:ended');
    await laptop.emit('call:connected', { callId: call.id });
    await ben.receives('call:moved');
    expect(ben.received('call:ended')).toEqual([]);
  });

  test('signing out where it was, and the move fails: it is over at once', async () => {
    const [phone, ben] = [await aUser('ana'), await aUser('ben')];
    const laptop = await phone.device();
    await connected(phone, laptop, ben);
    const { call } = await anActiveCall({ ana: phone, ben });
    await beginMove(laptop, ben, call.id);
    await phone.rest.post('/api/auth/logout').expect(204);
    await phone.receives('session:ended');
    await laptop.emit('call:hangup', { callId: call.id });
    const { call: ended } = await ben.receives('call:ended');
    expect(['hangup', 'lost']).toContain(ended.endReason);
  });

  test('signing out where it is moved to: it stays where it was', async () => {
    const [phone, ben] = [await aUser('ana'), await aUser('ben')];
    const laptop = await phone.device();
    await connected(phone, laptop, ben);
    const { call } = await anActiveCall({ ana: phone, ben });
    const { peerId } = await beginMove(laptop, ben, call.id);
    await laptop.rest.post('/api/auth/logout').expect(204);
    await expect(ben.receives('call:move-failed')).resolves.toEqual({ callId: call.id, peerId });
    expect(ben.received('call:ended')).toEqual([]);
  });
});

test('a caller without a socket who signs out no longer rings', async () => {
  const [ana, ben] = [await aUser('ana'), await aUser('ben')];
  await ben.connect();
  const { body } = await ana.rest.post('/api/calls').send({ calleeId: ben.id, media: 'audio' }).expect(201);
  const { id } = body as CallDetail;
  await ben.receives('call:incoming');
  await ana.rest.post('/api/auth/logout').expect(204);
  await isOver(ben, id, { endReason: 'cancelled', endedBy: ana.id });
});

test('an account is switched off that nobody is signed in to: it does not ring on', async () => {
  const [ana, ben, admin] = [await aUser('ana'), await aUser('ben'), await aUser('admin')];
  await grant(admin, 'admin');
  await ana.connect();
  await ben.rest.post('/api/auth/logout').expect(204);
  const { call } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
  await admin.rest.patch(`/api/admin/users/${ben.id}`).send({ status: 'inactive' }).expect(200);
  await isOver(ana, call.id, { endReason: 'missed' });
});

test('of one who deletes the account and one who answers at once, the call never runs on', async () => {
  for (let i = 0; i < 5; i += 1) {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    await connected(ana, ben);
    const { call } = await ring(ana, ben);
    await Promise.all([
      ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204),
      ben.emit('call:accept', { callId: call.id }).catch((error: unknown) => error),
    ]);
    await ben.receives('call:ended');
    const { body } = await eventually(
      () => answer<CallDetail>(ben.rest.get(`/api/calls/${call.id}`)),
      ({ body }) => body.status === 'ended',
    );
    expect(['hangup', 'cancelled']).toContain(body.endReason);
  }
});
