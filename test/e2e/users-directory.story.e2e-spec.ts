/** Ana looks people up and chooses how she is seen. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { PublicUser } from '../../src/users/users.protocol.js';
import { aGuest, aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { answer, refusal } from '../support/rest.js';

const PUBLIC = [
  'avatarUrl',
  'bio',
  'displayName',
  'id',
  'isGuest',
  'isOnline',
  'lastSeenAt',
  'status',
  'username',
];

test('a profile by id and by username, without anything private', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  const byId = await answer<PublicUser>(ana.rest.get(`/api/users/${ben.id}`).expect(200));
  const byName = await answer<PublicUser>(
    ana.rest.get(`/api/users/by-username/${ben.user.username.toUpperCase()}`).expect(200),
  );

  expect(byId.body).toMatchObject({
    id: ben.id,
    username: ben.user.username,
    isOnline: false,
    status: 'OFFLINE',
  });
  expect(Object.keys(byId.body as object).sort()).toEqual(PUBLIC);
  expect(byName.body).toEqual(byId.body);
});

test('the list is found by a part of the name, page by page, each once', async () => {
  const ana = await aUser('ana');
  const part = randomBytes(3).toString('hex');
  const names = [];
  for (let i = 0; i < 5; i += 1) names.push((await aUser(`x${part}-${i}`)).user.username);
  const guest = await aGuest(`x${part}`);

  const found: PublicUser[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const query: URLSearchParams = new URLSearchParams({
      query: `X${part.toUpperCase()}`,
      limit: '2',
      ...(cursor && { cursor }),
    });
    const { body } = await answer<Page<PublicUser>>(
      ana.rest.get(`/api/users?${query.toString()}`).expect(200),
    );
    found.push(...body.items);
    cursor = body.nextCursor;
    pages += 1;
  } while (cursor);

  expect(found.map(({ username }) => username)).toEqual(names.sort());
  expect(found.map(({ id }) => id)).not.toContain(guest.id);
  expect(pages).toBe(3);
});

test.each([
  ['Zoë Ångström', ['zoe', 'ANGSTROM', 'ång zoë', 'ngstr']],
  ['İpek Straße', ['ipek strasse', 'İPEK']],
  ['王小明', ['小明', '王']],
  ['Алёна', ['алена', 'АЛЁ']],
  ['नमिता', ['नमि']],
])('%s is found by %j', async (displayName, queries) => {
  const ana = await aUser('ana');
  await ana.rest.patch('/api/profile').send({ displayName }).expect(200);
  for (const query of queries) {
    // Others of earlier runs are called so as well: the name belongs to the username.
    const request = ana.rest.get('/api/users').query({ query: `${query} ${ana.user.username}` });
    const { body } = await answer<Page<PublicUser>>(request.expect(200));
    expect([query, body.items.map(({ id }) => id)]).toEqual([query, [ana.id]]);
  }
});

test('wildcards are letters', async () => {
  const ana = await aUser('ana');
  for (const query of ['%', '_%', '\\']) {
    const { body } = await answer<Page<PublicUser>>(
      ana.rest.get(`/api/users?query=${encodeURIComponent(query)}`).expect(200),
    );
    expect(body.items).toEqual([]);
  }
});

test('the chosen status is what others see while a device is connected', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  const seen = async () => (await ben.rest.get(`/api/users/${ana.id}`)).body as PublicUser;
  const choose = (status: string) => ana.rest.put(`/api/users/${ana.id}/status`).send({ status }).expect(200);

  expect((await choose('DND')).body).toMatchObject({ id: ana.id, chosenStatus: 'DND', status: 'OFFLINE' });
  expect(await seen()).toMatchObject({ isOnline: false, status: 'OFFLINE' });

  await ana.connect();
  await eventually(seen, ({ status, isOnline }) => isOnline && status === 'DND');
  await choose('OFFLINE');
  await eventually(seen, ({ status, isOnline }) => !isOnline && status === 'OFFLINE');
  await choose('ONLINE');
  await eventually(seen, ({ status, isOnline }) => isOnline && status === 'ONLINE');

  ana.disconnect();
  const gone = await eventually(seen, ({ isOnline }) => !isOnline);
  expect(gone.lastSeenAt).toMatch(/Z$/);
});

describe('refused', () => {
  test.each<[string, string, number, string]>([
    ['a user who does not exist', '/api/users/8f1f4a1c-7d53-4d1b-9a43-0e3f6c1e2b4d', 404, 'user_not_found'],
    ['an id that is none', '/api/users/nobody', 400, 'validation_failed'],
    ['a username that does not exist', '/api/users/by-username/nobody-there', 404, 'user_not_found'],
    ['a username that cannot exist', '/api/users/by-username/%00', 404, 'user_not_found'],
    ['a limit of 0', '/api/users?limit=0', 400, 'validation_failed'],
    ['a limit of 101', '/api/users?limit=101', 400, 'validation_failed'],
    ['a limit that is no number', '/api/users?limit=ten', 400, 'validation_failed'],
    ['a cursor that is not ours', '/api/users?cursor=nonsense', 400, 'validation_failed'],
    ['a query given twice', '/api/users?query=a&query=b', 400, 'validation_failed'],
    ['a query with NUL', '/api/users?query=%00', 400, 'validation_failed'],
    ['an unknown parameter', '/api/users?order=password', 400, 'validation_failed'],
  ])('%s', async (_name, path, status, code) => {
    const ana = await aUser('ana');
    const problem = await refusal(ana.rest.get(path), status);
    expect(problem.code).toBe(code);
  });

  test("somebody else's status", async () => {
    const eve = await aUser('eve');
    const ana = await aUser('ana');
    const body = await refusal(eve.rest.put(`/api/users/${ana.id}/status`).send({ status: 'OFFLINE' }), 403);
    expect(body.code).toBe('permission_denied');
  });

  test.each([[{ status: 'AWAY' }], [{ status: ['DND'] }], [{}], [{ status: 'DND', isOnline: true }]])(
    '%j as a status',
    async (body) => {
      const ana = await aUser('ana');
      const answer = await refusal(ana.rest.put(`/api/users/${ana.id}/status`).send(body), 400);
      expect(answer.code).toBe('validation_failed');
    },
  );
});
