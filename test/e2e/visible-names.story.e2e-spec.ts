/** Whatever people read shows something, and nothing that looks like another: one rule at every door. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { OwnUser } from '../../src/users/users.protocol.js';
import { aUser, type Device } from '../support/client.js';
import { historyOf } from '../support/messages.js';
import { answer } from '../support/rest.js';
import { aRoom } from '../support/rooms.js';

let ana: Device;
let room: string;
beforeAll(async () => {
  ana = await aUser('ana');
  room = (await aRoom(ana)).slug;
});

const DOORS: Record<string, (text: string) => supertest.Test> = {
  displayName: (displayName) => ana.rest.patch('/api/profile').send({ displayName }),
  bio: (bio) => ana.rest.patch('/api/profile').send({ bio }),
  guest: (displayName) => supertest(ana.url).post('/api/auth/guest').send({ displayName }),
  'guest by GraphQL': (displayName) =>
    supertest(ana.url)
      .post('/graphql')
      .send({
        query: 'mutation ($i: GuestInput!) { guest(input: $i) { accessToken } }',
        variables: { i: { displayName } },
      }),
  room: (name) => ana.rest.post('/api/chat/rooms').send({ name, kind: 'public' }),
  'room that is renamed': (name) => ana.rest.patch(`/api/chat/rooms/${room}`).send({ name }),
  message: (text) => ana.rest.post(`/api/chat/rooms/${room}/messages`).send({ clientId: randomUUID(), text }),
};
/** The answer of each of them when it accepts the text. */
const TAKEN = [200, 201];
const isTaken = ({ status, body }: { status: number; body: { errors?: unknown } }) =>
  TAKEN.includes(status) && body.errors === undefined;

const BLANK = ['\u3164', '\u2800', '\u115f', '\u1160', '\uffa0', '\u17b4\u17b5', '\u200b', '\u2060', '\u180e']
  .concat(['\u034f', '\ufe0f', '\u{e0041}', '\u{1d159}', '\ufffc', '\u00ad\u200e'])
  .map((text) => [text.codePointAt(0)!.toString(16), text] as const);

test.each(BLANK)('U+%s shows nothing and is refused everywhere', async (_code, blank) => {
  const taken: string[] = [];
  for (const [door, send] of Object.entries(DOORS))
    for (const text of [blank, blank.repeat(3), ` ${blank} `])
      if (isTaken(await send(text))) taken.push(door);
  expect(taken).toEqual([]);
});

test.each(BLANK)('a name with U+%s in it is no other name', async (_code, blank) => {
  for (const displayName of [`Admin${blank}`, `${blank}Admin`, `Ad${blank}min`]) {
    const { status, body } = await answer<OwnUser>(ana.rest.patch('/api/profile').send({ displayName }));
    expect([status, status === 200 ? body.displayName : 'Admin']).toEqual([status, 'Admin']);
  }
});

test.each([
  '김철수',
  'نیما می\u200cخواهم',
  'ශ්\u200dරී',
  '葛\u{e0100}城',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿 England',
  '❤️',
  '👩🏽\u200d🚀 Zoë',
  '1️⃣ team',
  '⠓⠑⠇⠇⠕\u2800⠺⠕⠗⠇⠙',
])('%s stays possible everywhere', async (text) => {
  const refused: string[] = [];
  for (const [door, send] of Object.entries(DOORS)) if (!isTaken(await send(text))) refused.push(door);
  expect(refused).toEqual([]);
});

test('emoji are one whichever way their variation selectors were sent', async () => {
  const { body } = await answer<{ id: string }>(
    ana.rest.post(`/api/chat/rooms/${room}/messages`).send({ clientId: randomUUID(), text: 'x' }).expect(201),
  );
  const path = (emoji: string) =>
    `/api/chat/rooms/${room}/messages/${body.id}/reactions/${encodeURIComponent(emoji)}`;
  for (const emoji of ['❤', '❤️', '❤︎']) await ana.rest.put(path(emoji)).expect(200);
  for (const emoji of ['1⃣', '🏳\u200d🌈', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👁\u200d🗨']) await ana.rest.put(path(emoji)).expect(200);
  const { messages } = await historyOf(ana, room, 'limit=1');
  expect(messages[0]!.reactions!.map(({ emoji, count }) => `${emoji}${count}`).sort()).toEqual(
    ['❤️1', '1️⃣1', '🏳️\u200d🌈1', '🏴󠁧󠁢󠁥󠁮󠁧󠁿1', '👁️\u200d🗨️1'].sort(),
  );
  await ana.rest.delete(path('❤')).expect(200, /^(?!.*❤)/);
});
