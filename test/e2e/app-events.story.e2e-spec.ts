/** An application's own events: to users' sockets or those of a room's people, wherever they are; the same once. */
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, type Device } from '../support/client.js';
import { instanceUrl, instanceUrls } from '../support/instances.js';
import { aServiceKey, anAdmin, BackEnd } from '../support/integrations.js';
import { answer, refusal } from '../support/rest.js';
import { aRoom, giveRole } from '../support/rooms.js';

interface Accepted {
  id: string;
  at: string;
}

const accepted = async (request: ReturnType<BackEnd['publish']>) =>
  (await answer<Accepted>(request.expect(202))).body;

test('every device of the users hears it, on whichever instance, and nobody else', async () => {
  const [ana, ben, eve] = [await aUser('ana'), await aUser('ben'), await aUser('eve')];
  const tablet = await ana.device();
  await Promise.all([ana, tablet, ben, eve].map((device) => device.connect()));
  const shop = await BackEnd.start();
  const data = { postId: 42, title: 'Zoë \u0000 "quoted"' };
  for (const url of instanceUrls()) {
    const { id, at } = await accepted(
      shop.at(url).publish({ to: { userIds: [ana.id, ben.id] }, event: 'post.unlocked', data }),
    );
    for (const device of [ana, tablet, ben])
      await expect(device.receives('app:event')).resolves.toEqual({ event: 'post.unlocked', data, id, at });
  }
  await accepted(shop.publish({ to: { userIds: [eve.id] }, event: 'last', data: {} }));
  await expect(eve.receives('app:event')).resolves.toMatchObject({ event: 'last' });
  expect(eve.received('app:event')).toHaveLength(1);
});

test('a user who does not exist or is not here is left out', async () => {
  const ana = await aUser('ana');
  await ana.connect();
  const shop = await BackEnd.start();
  const userIds = [(await aUser('away')).id, '6f1f2a52-9c6e-4d1f-8d5e-111111111111', ana.id];
  await accepted(shop.publish({ to: { userIds }, event: 'hello', data: {} }));
  await expect(ana.receives('app:event')).resolves.toMatchObject({ event: 'hello' });
});

test('the people of a room hear it: those with a role, not those who are blocked or have none', async () => {
  const [ana, ben, cleo, eve] = await Promise.all(['ana', 'ben', 'cleo', 'eve'].map((name) => aUser(name)));
  const { slug } = await aRoom(ana!, { kind: 'private' });
  await giveRole(ana!, slug, ben!, 'viewer').expect(200);
  await giveRole(ana!, slug, eve!, 'blocked').expect(200);
  await Promise.all([ana, ben, cleo, eve].map((device) => device!.connect()));
  const shop = await BackEnd.start();
  await accepted(shop.publish({ to: { room: slug }, event: 'sale:begins', data: { percent: 20 } }));
  for (const device of [ana, ben])
    await expect(device!.receives('app:event')).resolves.toMatchObject({
      event: 'sale:begins',
      data: { percent: 20 },
    });
  await accepted(shop.publish({ to: { userIds: [cleo!.id, eve!.id] }, event: 'last', data: {} }));
  for (const device of [cleo, eve]) {
    await device!.receives('app:event');
    expect(device!.received('app:event')).toMatchObject([{ event: 'last' }]);
  }
});

test('so do those who have joined a public room without a role, and nobody twice', async () => {
  const [ana, cleo] = [await aUser('ana'), await aUser('cleo')];
  const { slug: room } = await aRoom(ana);
  for (const device of [ana, cleo]) {
    await device.connect();
    await device.emit('room:join', { room });
  }
  const tablet = await ana.device();
  await tablet.connect();
  const shop = await BackEnd.start();
  await accepted(shop.publish({ to: { room }, event: 'first', data: {} }));
  // Two instances promise no order: a socket that leaves before the other instance's event has arrived misses it.
  await cleo.receives('app:event', ({ event }) => event === 'first');
  await cleo.emit('room:leave', { room });
  await accepted(shop.publish({ to: { room }, event: 'second', data: {} }));
  await accepted(shop.publish({ to: { userIds: [cleo.id] }, event: 'last', data: {} }));
  await ana.receives('app:event', ({ event }) => event === 'second');
  await tablet.receives('app:event', ({ event }) => event === 'second');
  await cleo.receives('app:event', ({ event }) => event === 'last');
  const heard = (device: Device) => device.received('app:event').map(({ event }) => event);
  expect([ana, tablet, cleo].map(heard)).toEqual([
    ['first', 'second'],
    ['first', 'second'],
    ['first', 'last'],
  ]);
});

describe('with an idempotency key', () => {
  test('the same event is delivered once, also when it is sent several times at once', async () => {
    const ana = await aUser('ana');
    await ana.connect();
    const shop = await BackEnd.start();
    const event = { to: { userIds: [ana.id] }, event: 'granted', data: { n: 1 }, idempotencyKey: 'grant-1' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => accepted(shop.at(instanceUrl(i)).publish(event))),
    );
    answers.push(await accepted(shop.publish(event)));
    expect(new Set(answers.map(({ id, at }) => `${id} ${at}`)).size).toBe(1);
    await ana.receives('app:event', ({ event: name }) => name === 'granted');
    await accepted(shop.publish({ ...event, event: 'last', idempotencyKey: 'grant-2' }));
    await ana.receives('app:event', ({ event: name }) => name === 'last');
    expect(ana.received('app:event').map(({ event: name, id }) => [name, id])).toEqual([
      ['granted', answers[0]!.id],
      ['last', expect.any(String)],
    ]);
  });

  test('another event under it is refused, and under the key of another back end it is another', async () => {
    const ana = await aUser('ana');
    await ana.connect();
    const [shop, forum] = [await BackEnd.start(), await BackEnd.start()];
    const event = { to: { userIds: [ana.id] }, event: 'granted', data: { n: 1 }, idempotencyKey: 'same' };
    const { id } = await accepted(shop.publish(event));
    for (const other of [{ data: { n: 2 } }, { event: 'taken' }, { to: { userIds: [ana.id, ana.id] } }])
      expect((await refusal(shop.publish({ ...event, ...other }), 409)).code).toBe('idempotency_key_reused');
    expect((await accepted(forum.publish(event))).id).not.toBe(id);
    await ana.receives('app:event');
    await ana.receives('app:event');
    expect(ana.received('app:event').map(({ data }) => data)).toEqual([{ n: 1 }, { n: 1 }]);
  });
});

const SOMEBODY = { userIds: ['6f1f2a52-9c6e-4d1f-8d5e-111111111111'] };
const GOOD = { to: SOMEBODY, event: 'hello', data: {} };

describe('is refused', () => {
  test.each([
    ['nobody to send it to', { ...GOOD, to: {} }, 'to'],
    ['users and a room', { ...GOOD, to: { ...SOMEBODY, room: 'public' } }, 'to'],
    ['no users', { ...GOOD, to: { userIds: [] } }, 'to.userIds'],
    ['too many users', { ...GOOD, to: { userIds: Array(101).fill(SOMEBODY.userIds[0]) } }, 'to.userIds'],
    ['a user that is no id', { ...GOOD, to: { userIds: ['ana'] } }, 'to.userIds'],
    ['a room that is no slug', { ...GOOD, to: { room: 'No Room' } }, 'to.room'],
    ['an unknown recipient', { ...GOOD, to: { everybody: true } }, 'to.everybody'],
    ['a name with blanks', { ...GOOD, event: 'post unlocked' }, 'event'],
    ['a name in capitals', { ...GOOD, event: 'POST' }, 'event'],
    ['a long name', { ...GOOD, event: 'x'.repeat(65) }, 'event'],
    ['data that is no object', { ...GOOD, data: [1] }, 'data'],
    ['no data', { to: SOMEBODY, event: 'hello' }, 'data'],
    ['an empty idempotency key', { ...GOOD, idempotencyKey: '' }, 'idempotencyKey'],
    ['an idempotency key with blanks', { ...GOOD, idempotencyKey: 'a b' }, 'idempotencyKey'],
    ['an unknown field', { ...GOOD, from: 'me' }, 'from'],
  ])('%s', async (_name, body, path) => {
    const problem = await refusal((await BackEnd.start()).publish(body), 400);
    expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  });

  test('too much data, and a body that is larger than any', async () => {
    const shop = await BackEnd.start();
    const fits = { text: 'x'.repeat(16 * 1024 - '{"text":""}'.length) };
    await accepted(shop.publish({ ...GOOD, data: fits }));
    for (const length of [16 * 1024, 70_000])
      expect((await refusal(shop.publish({ ...GOOD, data: { text: 'x'.repeat(length) } }), 413)).code).toBe(
        'payload_too_large',
      );
  });

  test('a room that there is not', async () => {
    const problem = await refusal(
      (await BackEnd.start()).publish({ ...GOOD, to: { room: 'nowhere-at-all' } }),
      404,
    );
    expect(problem.code).toBe('room_not_found');
  });

  test('without a key, with a key of another scope, or with a token of a user', async () => {
    const admin = await anAdmin();
    const { key } = await aServiceKey(admin, { scopes: ['webhooks:manage'] });
    const nobody = supertest(admin.url).post('/api/events').send(GOOD);
    expect((await refusal(nobody, 401)).code).toBe('token_missing');
    expect((await refusal(new BackEnd(key, admin.url).publish(GOOD), 403)).code).toBe('permission_denied');
    const asUser = admin.rest.post('/api/events').send(GOOD);
    expect((await refusal(asUser, 403)).code).toBe('service_key_required');
  });
});
