/** Refusals of webhooks. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aServiceKey, anAdmin, BackEnd } from '../support/integrations.js';
import { refusal } from '../support/rest.js';

const GOOD = { url: 'https://shop.example.org/hooks', events: ['room.nothing'] };
const NOBODY = '6f1f2a52-9c6e-4d1f-8d5e-111111111111';

let shop: BackEnd;
let stranger: BackEnd;
beforeAll(async () => {
  shop = await BackEnd.start();
  const admin = await anAdmin();
  stranger = new BackEnd((await aServiceKey(admin, { scopes: ['events:publish'] })).key, admin.url);
});

const OPERATIONS = [
  ['post', '/api/webhooks'],
  ['get', '/api/webhooks'],
  ['get', `/api/webhooks/${NOBODY}`],
  ['patch', `/api/webhooks/${NOBODY}`],
  ['delete', `/api/webhooks/${NOBODY}`],
  ['post', `/api/webhooks/${NOBODY}/rotate-secret`],
  ['get', `/api/webhooks/${NOBODY}/dead-letters`],
  ['post', `/api/webhooks/${NOBODY}/dead-letters/replay`],
] as const;

test.each(OPERATIONS)('%s %s needs a key of that scope', async (method, path) => {
  expect((await refusal(supertest(shop.url)[method](path), 401)).code).toBe('token_missing');
  expect((await refusal(stranger.ask(method, path), 403)).code).toBe('permission_denied');
  const forged = new BackEnd(`${shop.key.slice(0, -2)}00`, shop.url);
  expect((await refusal(forged.ask(method, path), 401)).code).toBe('service_key_invalid');
});

test.each(OPERATIONS.slice(2))('%s %s: there is no such webhook', async (method, path) => {
  expect((await refusal(shop.ask(method, path), 404)).code).toBe('webhook_not_found');
  const problem = await refusal(shop.ask(method, path.replace(NOBODY, 'nobody')), 400);
  expect(problem.errors).toMatchObject([{ path: 'id' }]);
});

const FAULTS: [string, object, string][] = [
  ['no events', { events: [] }, 'events'],
  ['too many events', { events: Array(21).fill('call.*') }, 'events'],
  ['an event of nobody', { events: ['payment.made'] }, 'events'],
  ['everything', { events: ['*'] }, 'events'],
  ['an event in capitals', { events: ['call.Ended'] }, 'events'],
  ['a URL that is too long', { url: `https://shop.example.org/${'x'.repeat(2048)}` }, 'url'],
  ['a description with a line break', { description: 'a\nb' }, 'description'],
  ['a description that is too long', { description: 'x'.repeat(201) }, 'description'],
  ['a secret of their own', { secret: 'whsec_mine' }, 'secret'],
];

describe.each(['post', 'patch'] as const)('%s', (method) => {
  test.each(FAULTS)('%s is refused by name', async (_name, change, path) => {
    const url = method === 'post' ? '/api/webhooks' : `/api/webhooks/${NOBODY}`;
    const problem = await refusal(shop.ask(method, url).send({ ...GOOD, ...change }), 400);
    expect(problem.code).toBe('validation_failed');
    expect(new Set(problem.errors!.map((error) => error.path))).toEqual(new Set([path]));
  });
});

test('a URL without a scheme, or with a password, is refused', async () => {
  for (const url of ['shop.example.org', 'https://ana:secret@shop.example.org/', 'ftp://shop.example.org/'])
    expect((await refusal(shop.ask('post', '/api/webhooks').send({ ...GOOD, url }), 422)).code).toBe(
      'webhook_url_refused',
    );
});

test('a cursor that is not ours, and dead letters that are no ids', async () => {
  const { id } = await shop.subscribe(GOOD.url, GOOD.events);
  const years = ['-271821-04-20', '+275760-09-12'].map((day) => `${day}T00:00:00.000Z ${NOBODY}`);
  const cursors = ['x', ...years.map((text) => Buffer.from(text).toString('base64url'))];
  for (const cursor of cursors) {
    const problem = await refusal(shop.ask('get', `/api/webhooks/${id}/dead-letters?cursor=${cursor}`), 400);
    expect(problem.errors).toMatchObject([{ path: 'cursor' }]);
  }
  const replay = shop.ask('post', `/api/webhooks/${id}/dead-letters/replay`).send({ ids: ['x'] });
  expect((await refusal(replay, 400)).errors).toMatchObject([{ path: 'ids' }]);
  await shop.ask('delete', `/api/webhooks/${id}`).expect(204);
  expect((await refusal(shop.ask('delete', `/api/webhooks/${id}`), 404)).code).toBe('webhook_not_found');
});
