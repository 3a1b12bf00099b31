/** Permissions for messages: every role, every act, both kinds of room. And malformed requests. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ChosenKind, RoomRole } from '../../src/rooms/rooms.protocol.js';
import { aGuest, aUser, Device, Refused } from '../support/client.js';
import { aPicture } from '../support/images.js';
import { uploads, wears } from '../support/media.js';
import { say } from '../support/messages.js';
import { answer, refusal } from '../support/rest.js';
import { aRoom, giveRole, mute } from '../support/rooms.js';

const TWICE = randomUUID();

type Standing = RoomRole | 'newcomer' | 'guest' | 'muted' | 'muted admin' | 'muted newcomer';
const ROLES: RoomRole[] = ['admin', 'member', 'viewer', 'blocked'];

interface Scene {
  room: string;
  people: Record<Standing, Device>;
  /** A user without a role. */
  author: Device;
}

const scenes = {} as Record<ChosenKind, Scene>;

beforeAll(async () => {
  for (const kind of ['public', 'private'] as const) {
    const people = { owner: await aUser('owner') } as Scene['people'];
    const { slug: room } = await aRoom(people.owner, { kind });
    for (const role of ROLES) {
      people[role] = await aUser(role);
      await giveRole(people.owner, room, people[role], role).expect(200);
    }
    [people.newcomer, people.guest] = [await aUser('newcomer'), await aGuest()];
    for (const standing of ['muted', 'muted admin', 'muted newcomer'] as const)
      people[standing] = await aUser(standing.replace(' ', '-'));
    await giveRole(people.owner, room, people.muted, 'member').expect(200);
    await giveRole(people.owner, room, people['muted admin'], 'admin').expect(200);
    await mute(people.owner, room, people.muted).expect(200);
    await mute(people.owner, room, people['muted admin']).expect(200);
    if (kind === 'public') await mute(people.owner, room, people['muted newcomer']).expect(200);
    const author = await aUser('author');
    await giveRole(people.owner, room, author, 'member').expect(200);
    for (const person of [...Object.values(people), author]) await person.connect();
    scenes[kind] = { room, people, author };
  }
});

type Act = (who: Device, scene: Scene, target: string) => Promise<unknown>;
const rest = async (request: ReturnType<Device['rest']['get']>) => {
  const { status, body } = await answer<{ code: string }>(request);
  if (status >= 400) throw Object.assign(new Error(), { code: body.code });
};
const path = ({ room }: Scene) => `/api/chat/rooms/${room}/messages`;

const ACTS: Record<'read' | 'write' | 'moderate', Record<string, Act>> = {
  read: {
    joins: (who, { room }) => who.emit('room:join', { room }),
    leaves: (who, { room }) => who.emit('room:leave', { room }),
    'reads the history': (who, scene) => rest(who.rest.get(path(scene))),
    searches: (who, scene) => rest(who.rest.get(`${path(scene)}/search?q=x`)),
  },
  write: {
    sends: (who, { room }) => say(who, room, 'x'),
    'sends over REST': (who, scene) =>
      rest(who.rest.post(path(scene)).send({ clientId: randomUUID(), text: 'x' })),
    'reacts over REST': (who, scene, id) => rest(who.rest.put(`${path(scene)}/${id}/reactions/👍`)),
    'takes a reaction back over REST': (who, scene, id) =>
      rest(who.rest.delete(`${path(scene)}/${id}/reactions/👍`)),
    reacts: (who, { room }, id) => who.emit('message:react', { room, id, emoji: '👍' }),
    'takes a reaction back': (who, { room }, id) => who.emit('message:unreact', { room, id, emoji: '👍' }),
    types: async (who, { room }) => {
      await who.emit('room:join', { room }).catch(() => undefined);
      await who.emit('room:typing', { room });
    },
  },
  moderate: {
    "edits another's": (who, { room }, id) => who.emit('message:edit', { room, id, text: randomUUID() }),
    "edits another's over REST": (who, scene, id) =>
      rest(who.rest.patch(`${path(scene)}/${id}`).send({ text: randomUUID() })),
    "deletes another's": (who, { room }, id) => who.emit('message:delete', { room, id }),
    "deletes another's over REST": (who, scene, id) => rest(who.rest.delete(`${path(scene)}/${id}`)),
  },
};

const ok = 'ok';
const no = 'permission_denied';
const none = 'room_not_found';
const TABLE: [Standing, ChosenKind, read: string, write: string, moderate: string][] = [
  ['owner', 'public', ok, ok, ok],
  ['admin', 'public', ok, ok, ok],
  ['member', 'public', ok, ok, no],
  ['viewer', 'public', ok, no, no],
  ['blocked', 'public', no, no, no],
  ['newcomer', 'public', ok, ok, no],
  ['guest', 'public', ok, no, no],
  ['muted', 'public', ok, 'muted', no],
  ['muted admin', 'public', ok, 'muted', 'muted'],
  ['muted newcomer', 'public', ok, 'muted', no],
  ['muted', 'private', ok, 'muted', no],
  ['muted admin', 'private', ok, 'muted', 'muted'],
  ['muted newcomer', 'private', none, none, none],
  ['owner', 'private', ok, ok, ok],
  ['admin', 'private', ok, ok, ok],
  ['member', 'private', ok, ok, no],
  ['viewer', 'private', ok, no, no],
  ['blocked', 'private', none, none, none],
  ['newcomer', 'private', none, none, none],
  ['guest', 'private', none, none, none],
];

describe.each(TABLE)('%s of a %s room', (standing, kind, read, write, moderate) => {
  const expected = { read, write, moderate };
  const cases = (['read', 'write', 'moderate'] as const).flatMap((needs) =>
    Object.entries(ACTS[needs]).map(([name, act]) => ({ name, act, expected: expected[needs] })),
  );

  test.each(cases)('$name: $expected', async ({ act, expected }) => {
    const scene = scenes[kind];
    const { id } = await say(scene.author, scene.room, 'What I said');
    const outcome = await act(scene.people[standing], scene, id).then(
      () => 'ok',
      (error: Refused) => error.code,
    );
    expect(outcome).toBe(expected);
  });
});

describe('what cannot be a message', () => {
  const payload = () => ({ room: scenes.public.room, clientId: randomUUID(), text: 'x' });

  test.each<[string, object, string]>([
    ['no text', { text: undefined }, 'text'],
    ['an empty text', { text: '' }, 'text'],
    ['white space', { text: ' \n\t\u00a0\u200b' }, 'text'],
    ['a text that is too long', { text: '😀'.repeat(4001) }, 'text'],
    ['a null character', { text: 'a\0b' }, 'text'],
    ['an escape sequence', { text: '\u001b[31mred' }, 'text'],
    ['half a character', { text: 'x\ud83d' }, 'text'],
    ['a text that is none', { text: ['x'] }, 'text'],
    ['no clientId', { clientId: undefined }, 'clientId'],
    ['a clientId that is too long', { clientId: 'x'.repeat(65) }, 'clientId'],
    ['a clientId with a line end', { clientId: 'x\n' }, 'clientId'],
    ['a reply to nothing', { replyTo: 'x' }, 'replyTo'],
    ['a reply to null', { replyTo: null }, 'replyTo'],
    ['an own number', { seq: 7 }, 'seq'],
    ['an own id', { id: randomUUID() }, 'id'],
    ['another author', { author: { id: randomUUID() } }, 'author'],
    ['another time', { createdAt: '2020-01-01T00:00:00.000Z' }, 'createdAt'],
    ['attachments that are none', { attachments: randomUUID() }, 'attachments'],
    ['attachments that are null', { attachments: null }, 'attachments'],
    ['an attachment without an id', { attachments: [{ url: 'x' }] }, 'attachments'],
    ['an attachment with a wrong id', { attachments: ['../avatar'] }, 'attachments'],
    ['an attachment twice', { attachments: [TWICE, TWICE.toUpperCase()] }, 'attachments'],
    ['too many attachments', { attachments: Array.from({ length: 11 }, () => randomUUID()) }, 'attachments'],
    ['no text and no attachments', { text: '', attachments: [] }, 'text'],
    ['a text that is too long beside attachments', { text: 'x'.repeat(4001), attachments: [TWICE] }, 'text'],
    ['own mentions', { mentions: [randomUUID()] }, 'mentions'],
  ])('%s', async (_, fields, field) => {
    const { owner } = scenes.public.people;
    const refused: unknown = await owner
      .emitAnything('message:send', { ...payload(), ...fields })
      .catch((error: unknown) => error);
    const { room: _room, ...body } = { ...payload(), ...fields };
    const problem = await refusal(owner.rest.post(path(scenes.public)).send(body), 400);
    for (const { code, errors } of [refused as Refused, problem]) {
      expect(code).toBe('validation_failed');
      expect(new Set(errors?.map((error) => error.path))).toEqual(new Set([field]));
    }
  });

  describe('an attachment', () => {
    const refused = async (who: Device, room: string, attachments: string[], code: string) => {
      const error = { code, errors: [{ path: 'attachments', code }] };
      const body = { clientId: randomUUID(), text: 'x', attachments };
      await expect(who.emit('message:send', { room, ...body })).rejects.toMatchObject(error);
      const status = code === 'media_in_use' ? 409 : 404;
      const request = who.rest.post(`/api/chat/rooms/${room}/messages`).send(body);
      expect(await refusal(request, status)).toMatchObject(error);
    };

    test('that never was, that is gone, or that is of somebody else', async () => {
      const { room, people } = scenes.public;
      const { owner, member } = people;
      const [mine, gone, others] = [
        await uploads(owner, await aPicture()),
        await uploads(owner, await aPicture()),
        await uploads(member, await aPicture()),
      ];
      await owner.rest.delete(`/api/media/${gone.id}`).expect(204);
      for (const id of [randomUUID(), gone.id, others.id]) {
        await refused(owner, room, [id], 'media_not_found');
        await refused(owner, room, [mine.id, id], 'media_not_found');
      }
      // The refused message claimed nothing: both are still free.
      await say(owner, room, '', { attachments: [mine.id] });
      await say(member, room, '', { attachments: [others.id] });
      await refused(owner, room, [others.id], 'media_not_found');
    });

    test('that a message shows, that showed one that was deleted, and an avatar', async () => {
      const { room, people } = scenes.public;
      const { member } = people;
      const used = await uploads(member, await aPicture());
      const { id } = await say(member, room, 'x', { attachments: [used.id] });
      await refused(member, room, [used.id], 'media_in_use');
      expect((await refusal(member.rest.delete(`/api/media/${used.id}`), 409)).code).toBe('media_in_use');
      await member.emit('message:delete', { room, id });
      await refused(member, room, [used.id], 'media_not_found');
      const avatar = (await wears(member, await aPicture())).split('?')[0]!.split('/').at(-1)!;
      await refused(member, room, [avatar], 'media_in_use');
    });

    test('of a user who may not write stays free', async () => {
      const { viewer, owner } = scenes.public.people;
      const { id } = await uploads(viewer, await aPicture());
      await expect(say(viewer, scenes.public.room, '', { attachments: [id] })).rejects.toMatchObject({
        code: 'permission_denied',
      });
      const { slug } = await aRoom(owner, { kind: 'private' });
      await expect(say(viewer, slug, '', { attachments: [id] })).rejects.toMatchObject({
        code: 'room_not_found',
      });
      await giveRole(owner, slug, viewer, 'member').expect(200);
      await say(viewer, slug, '', { attachments: [id] });
    });

    test('lets a message be edited to nothing but itself; without one that is refused', async () => {
      const { room, people } = scenes.public;
      const { id } = await say(people.owner, room, 'x');
      const error = { code: 'validation_failed', errors: [{ path: 'text', code: 'text_empty' }] };
      await expect(people.owner.emit('message:edit', { room, id, text: ' ' })).rejects.toMatchObject(error);
      const request = people.owner.rest.patch(`${path(scenes.public)}/${id}`).send({ text: '' });
      expect(await refusal(request, 400)).toMatchObject(error);
    });
  });

  test('the longest text there may be', async () => {
    const text = '😀'.repeat(4000);
    await expect(say(scenes.public.people.owner, scenes.public.room, text)).resolves.toMatchObject({
      seq: expect.any(Number),
    });
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'afterSeq=-1',
    'afterSeq=1.5',
    'afterSeq=99999999999',
    'beforeSeq=0',
    'beforeSeq=1&afterSeq=1',
    'cursor=x',
    'limit=1&limit=2',
  ])('history with %s', async (query) => {
    const { owner } = scenes.public.people;
    const problem = await refusal(owner.rest.get(`${path(scenes.public)}?${query}`), 400);
    expect(problem.code).toBe('validation_failed');
  });

  test.each(['', 'q=', `q=${'x'.repeat(201)}`, 'q=%00', 'q=x&limit=0', 'q=a&q=b'])(
    'search with %s',
    async (query) => {
      const { owner } = scenes.public.people;
      const problem = await refusal(owner.rest.get(`${path(scenes.public)}/search?${query}`), 400);
      expect(problem.code).toBe('validation_failed');
    },
  );

  test('messages and rooms that do not exist', async () => {
    const { owner } = scenes.public.people;
    const { room } = scenes.public;
    const elsewhere = await say(scenes.private.people.owner, scenes.private.room, 'elsewhere');
    for (const id of [randomUUID(), elsewhere.id]) {
      await expect(owner.emit('message:edit', { room, id, text: 'x' })).rejects.toMatchObject({
        code: 'message_not_found',
      });
      await refusal(owner.rest.delete(`${path(scenes.public)}/${id}`), 404);
      await expect(owner.emit('message:react', { room, id, emoji: '👍' })).rejects.toMatchObject({
        code: 'message_not_found',
      });
      for (const method of ['put', 'delete'] as const)
        await refusal(owner.rest[method](`${path(scenes.public)}/${id}/reactions/👍`), 404);
    }
    await refusal(owner.rest.delete(`${path(scenes.public)}/x`), 400);
    for (const none of ['no-such-room', 'NO', '../x', ''])
      await expect(say(owner, none, 'x')).rejects.toMatchObject({ code: 'room_not_found' });
    await refusal(owner.rest.get('/api/chat/rooms/no-such-room/messages'), 404);
  });

  test('without a token', async () => {
    const { owner } = scenes.public.people;
    for (const request of [
      owner.rest.post(path(scenes.public)).send({ clientId: 'x', text: 'x' }),
      owner.rest.get(`${path(scenes.public)}/search?q=x`),
      owner.rest.delete(`${path(scenes.public)}/${randomUUID()}`),
      owner.rest.put(`${path(scenes.public)}/${randomUUID()}/reactions/👍`),
      owner.rest.delete(`${path(scenes.public)}/${randomUUID()}/reactions/👍`),
    ])
      expect((await refusal(request.unset('authorization'), 401)).code).toBe('token_missing');
  });
});
