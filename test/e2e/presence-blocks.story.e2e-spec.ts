/** Blocked users see the blocker offline: at once, after connecting, and whatever they do. */
import { beforeEach, expect, test } from '@jest/globals';
import { aUser, type Device } from '../support/client.js';
import {
  changesReceived,
  connectBatched,
  learns,
  quiet,
  statusesReceived,
  whoIsHere,
} from '../support/presence.js';

let ana: Device;
let ben: Device;
let eve: Device;
/** The same Eve with a client of the other kind, at the other instance. */
let tablet: Device;

beforeEach(async () => {
  [ana, ben, eve] = [await aUser('ana'), await aUser('ben'), await aUser('eve')];
  tablet = await eve.device();
  await ben.connect();
  await eve.connect();
  await connectBatched(tablet);
});

const block = (who: Device) => ana.rest.put(`/api/users/${who.id}/block`).expect(204);
const unblock = (who: Device) => ana.rest.delete(`/api/users/${who.id}/block`).expect(204);

test('eve sees ana go when she is blocked, and come when she no longer is; others see nothing of it', async () => {
  await ana.connect();
  for (const watcher of [ben, eve, tablet]) await learns(watcher, ana, 'ONLINE');

  await block(eve);
  for (const device of [eve, tablet]) await learns(device, ana, 'OFFLINE');
  await block(eve);
  await ana.emit('presence:set', { status: 'DND' });
  await learns(ben, ana, 'DND');
  ana.disconnect();
  await learns(ben, ana, 'OFFLINE');
  await ana.connect();
  await learns(ben, ana, 'DND');
  await quiet(ben, eve, tablet);
  for (const device of [eve, tablet]) expect(statusesReceived(device, ana)).toEqual(['ONLINE', 'OFFLINE']);

  await unblock(eve);
  for (const device of [eve, tablet]) await learns(device, ana, 'DND');
  await unblock(eve);
  await ana.emit('presence:set', { status: 'IDLE' });
  for (const device of [ben, eve, tablet]) await learns(device, ana, 'IDLE');
  await quiet(ben, eve, tablet);
  for (const device of [eve, tablet]) {
    expect(statusesReceived(device, ana)).toEqual(['ONLINE', 'OFFLINE', 'DND', 'IDLE']);
    const versions = changesReceived(device).filter(({ userId }) => userId === ana.id);
    expect(versions).toEqual([...versions].sort((a, b) => a.version - b.version));
  }
  expect(statusesReceived(ben, ana)).toEqual(['ONLINE', 'DND', 'OFFLINE', 'DND', 'IDLE']);
});

test('the snapshot of the blocked user leaves ana out; ana goes on seeing eve', async () => {
  await block(eve);
  await ana.connect();
  await learns(ben, ana, 'ONLINE');
  const later = eve.at(ben.url);
  await connectBatched(later);
  const { users } = await later.receives('presence:snapshot');
  expect(users!.map(({ userId }) => userId)).toContain(ben.id);
  expect(users!.map(({ userId }) => userId)).not.toContain(ana.id);
  expect(whoIsHere(ana).get(eve.id)).toBe('ONLINE');

  await quiet(ben, later, eve);
  for (const device of [later, eve, tablet]) expect(statusesReceived(device, ana)).toEqual([]);
});

test('a block by somebody who is not seen anyway is not betrayed', async () => {
  await block(eve);
  await unblock(eve);
  await ana.connect();
  await learns(eve, ana, 'ONLINE');
  await ana.emit('presence:set', { status: 'OFFLINE' });
  for (const device of [ben, eve, tablet]) await learns(device, ana, 'OFFLINE');
  await block(eve);
  await ana.emit('presence:set', { status: 'ONLINE' });
  await learns(ben, ana, 'ONLINE');
  await ana.emit('presence:set', { status: 'OFFLINE' });
  await learns(ben, ana, 'OFFLINE');
  await unblock(eve);
  await quiet(ben, eve, tablet);
  for (const device of [eve, tablet]) expect(statusesReceived(device, ana)).toEqual(['ONLINE', 'OFFLINE']);
});

test('blocked and unblocked many times at once, eve ends up with the truth', async () => {
  await ana.connect();
  for (const device of [eve, tablet]) await learns(device, ana, 'ONLINE');
  await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      i % 3 === 0
        ? ana.emit('presence:set', { status: i % 2 === 0 ? 'DND' : 'ONLINE' })
        : i % 3 === 1
          ? block(eve)
          : unblock(eve),
    ),
  );
  await unblock(eve);
  await block(eve);
  await quiet(ben, eve, tablet);
  for (const device of [eve, tablet]) expect(whoIsHere(device).has(ana.id)).toBe(false);
  await unblock(eve);
  await ana.emit('presence:set', { status: 'IDLE' });
  for (const device of [eve, tablet]) await learns(device, ana, 'IDLE');
});
