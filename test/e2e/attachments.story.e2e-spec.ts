/** Messages with images: every user who may read the room may open them, and they are deleted with the message. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { PersonalExport } from '../../src/accounts/accounts.protocol.js';
import type { Message, SendAck } from '../../src/messages/messages.protocol.js';
import { aUser, type Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aPicture } from '../support/images.js';
import { instanceUrl, instanceUrls } from '../support/instances.js';
import { opens, uploads } from '../support/media.js';
import { aChat, enter, historyOf, say, seqsOf } from '../support/messages.js';
import { answer } from '../support/rest.js';
import { grant } from '../support/roles.js';
import { giveRole } from '../support/rooms.js';

type Two = [Device, Device];

const statusOf = async (url: string) => (await opens(instanceUrl() + url)).status;
const anImage = async (device: Device) => uploads(device, await aPicture());
/** Without the URL, which changes with time. */
const factsOf = (message: Message | undefined) =>
  message?.attachments?.map(({ url: _url, ...facts }) => facts);

async function shows(device: Device, room: string, count = 1) {
  const media = await Promise.all(Array.from({ length: count }, () => anImage(device)));
  const ack = await say(device, room, '', { attachments: media.map(({ id }) => id) });
  return { ...ack, media };
}

test('an image is seen by everybody who reads the room, on every instance and in every view', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const media = [await anImage(ana), await anImage(ana)];
  const attachments = media.map(({ id }) => id).reverse();
  const { id } = await say(ana, room, 'Our kitchen', { attachments });
  const received = await ben.receives('message:new');
  const facts = [...media].reverse().map(({ url: _url, ...rest }) => rest);
  expect(factsOf(received)).toEqual(facts);
  expect(received.text).toBe('Our kitchen');
  for (const { url } of received.attachments!)
    for (const instance of instanceUrls()) expect((await opens(instance + url)).status).toBe(200);

  expect(factsOf((await historyOf(ben, room)).messages[0])).toEqual(facts);
  expect(factsOf((await enter(ben, room)).messages[0])).toEqual(facts);
  const found = await answer<{ messages: Message[] }>(
    ben.rest.get(`/api/chat/rooms/${room}/messages/search?q=kitchen`).expect(200),
  );
  expect(factsOf(found.body.messages[0])).toEqual(facts);
  const { message } = await ana.emit('message:edit', { room, id, text: '' });
  expect(message.text).toBe('');
  expect(factsOf(message)).toEqual(facts);
  expect(factsOf(await ben.receives('message:edited'))).toEqual(facts);
  const { changed } = await ben.emit('room:join', { room, afterSeq: 1, afterRevision: 0 });
  expect(factsOf(changed?.[0])).toEqual(facts);
});

test('an image alone is a message, over REST as well', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const { id: mediaId } = await anImage(ana);
  const body = { clientId: randomUUID(), text: '', attachments: [mediaId.toUpperCase()] };
  const path = `/api/chat/rooms/${room}/messages`;
  const sent = await answer<SendAck>(ana.rest.post(path).send(body).expect(201));
  await expect(ben.receives('message:new')).resolves.toMatchObject({
    id: sent.body.id,
    text: '',
    attachments: [{ id: mediaId }],
  });
});

test('sent again it is the same message with the same images, wherever and however often', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const devices = [await ana.device(), await ana.device()];
  for (const device of devices) await device.connect();
  const [used, other] = [await anImage(ana), await anImage(ana)];
  const wish = { clientId: randomUUID(), attachments: [used.id] };
  const together = await Promise.all(
    [...devices, ...devices].map((device) => say(device, room, 'Once', wish)),
  );
  // The first claim counts; the other image stays free.
  const later = await say(ana, room, 'Once', { ...wish, attachments: [other.id] });
  expect(new Set([...together, later].map((ack) => JSON.stringify(ack))).size).toBe(1);
  await expect(say(ana, room, '', { attachments: [other.id] })).resolves.toMatchObject({ seq: 2 });
  // Between two instances events may overtake each other.
  for (const number of [1, 2]) await ben.receives('message:new', ({ seq }) => seq === number);
  expect(new Set(seqsOf(ben.received('message:new')))).toEqual(new Set([1, 2]));
  expect(ben.received('message:new')).toHaveLength(2);
  const { messages } = await historyOf(ben, room);
  expect(messages.map(({ attachments }) => attachments?.map(({ id }) => id))).toEqual([
    [used.id],
    [other.id],
  ]);
});

test('with images and without, what a device sends without waiting is heard in its order', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as Two;
  const images = await Promise.all(Array.from({ length: 10 }, () => anImage(ana)));
  const taken = images[0]!.id;
  await say(ana, room, 'first', { attachments: [taken] });
  const sent = Array.from({ length: 30 }, (_, i) => {
    const attachments = i % 3 === 0 && i > 0 ? [images[i / 3]!.id] : i === 14 ? [taken] : undefined;
    return say(ana, room, `${i}`, attachments && { attachments });
  });
  const outcomes = await Promise.allSettled(sent);
  expect(outcomes.map(({ status }) => status).indexOf('rejected')).toBe(14);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  const { messages } = await historyOf(ben, room, 'afterSeq=1');
  expect(seqsOf(messages)).toEqual(Array.from({ length: 29 }, (_, i) => i + 2));
  expect(messages.map(({ text }) => Number(text))).toEqual(
    Array.from({ length: 30 }, (_, i) => i).filter((i) => i !== 14),
  );
  expect(messages.filter(({ attachments }) => attachments)).toHaveLength(9);
});

test('of several messages that want an image one gets it', async () => {
  const { room, people } = await aChat(['ana']);
  const ana = people[0]!;
  const devices = [await ana.device(), await ana.device()];
  for (const device of devices) await device.connect();
  const { id } = await anImage(ana);
  const outcomes = await Promise.allSettled(
    [...devices, ...devices, ana].map((device) => say(device, room, 'mine', { attachments: [id] })),
  );
  const refused = outcomes.filter((one) => one.status === 'rejected');
  expect(refused).toHaveLength(outcomes.length - 1);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: 'media_in_use', errors: [{ path: 'attachments' }] });
  await expect(historyOf(ana, room)).resolves.toMatchObject({ lastSeq: 1 });
});

describe('an image goes', () => {
  test('with its message, which others hear of', async () => {
    const { room, people } = await aChat(['ana', 'ben']);
    const [ana, ben] = people as Two;
    const { id } = await shows(ana, room, 2);
    const { attachments } = await ben.receives('message:new');
    const { message } = await ana.emit('message:delete', { room, id });
    expect(message).not.toHaveProperty('attachments');
    await expect(ben.receives('message:deleted')).resolves.toEqual(message);
    for (const { url } of attachments!) expect(await statusOf(url)).toBe(404);
    const { body } = await answer<PersonalExport>(ana.rest.get('/api/profile/export').expect(200));
    expect(body.media).toEqual([]);
  });

  test('with the account of its author', async () => {
    const { room, people } = await aChat(['ana', 'ben']);
    const [ana, ben] = people as Two;
    const { seq, media } = await shows(ben, room);
    const { body } = await answer<PersonalExport>(ben.rest.get('/api/profile/export').expect(200));
    expect(body.messages).toMatchObject({ messages: [{ seq, text: '', attachments: [media[0]!.id] }] });
    await ben.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204);
    const { messages } = await historyOf(ana, room);
    expect(messages).toMatchObject([{ seq, text: null }]);
    expect(messages[0]).not.toHaveProperty('attachments');
    expect(await statusOf(media[0]!.url)).toBe(404);
  });

  test('with its room', async () => {
    const { room, people } = await aChat(['ana']);
    const ana = people[0]!;
    const { media } = await shows(ana, room);
    await ana.rest.delete(`/api/chat/rooms/${room}`).expect(204);
    await eventually(
      () => statusOf(media[0]!.url),
      (status) => status === 404,
    );
    const { body } = await answer<PersonalExport>(ana.rest.get('/api/profile/export').expect(200));
    expect(body).toMatchObject({ messages: { messages: [] }, media: [] });
  });

  test('by a moderator of media; the message stays', async () => {
    const { room, people } = await aChat(['ana', 'ben']);
    const [ana, ben] = people as Two;
    const { media } = await shows(ana, room, 2);
    const admin = await aUser('admin');
    await grant(admin, 'admin');
    await admin.rest.delete(`/api/media/${media[0]!.id}`).expect(204);
    const { messages } = await historyOf(ben, room);
    expect(messages[0]?.attachments?.map(({ id }) => id)).toEqual([media[1]!.id]);
  });
});

test('a user who was removed from a private room is no longer notified, and asks in vain', async () => {
  const { room, people } = await aChat(['ana'], { kind: 'private' });
  const [ana, ben] = [people[0]!, await aUser('ben')];
  await giveRole(ana, room, ben, 'member').expect(200);
  await enter(ben, room);
  await shows(ana, room);
  await ben.receives('message:new');
  await ana.rest.delete(`/api/chat/rooms/${room}/members/${ben.id}`).expect(204);
  await ben.receives('room:left');
  const { media } = await shows(ana, room);
  await ben.rest.get(`/api/chat/rooms/${room}/messages`).expect(404);
  await expect(ben.emit('room:join', { room })).rejects.toMatchObject({ code: 'room_not_found' });
  expect(ben.received('message:new')).toHaveLength(1);
  expect((await opens(`${instanceUrl()}/api/media/${media[0]!.id}`)).status).toBe(403);
});
