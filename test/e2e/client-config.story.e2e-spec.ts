/** The configuration that a client requests before it shows its first form. */
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { ClientConfig } from '../../src/meta/meta.protocol.js';
import { aUser } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { answer } from '../support/rest.js';

const ask = () => answer<ClientConfig>(supertest(instanceUrl()).get('/api/meta/client-config').expect(200));

test('anybody can read what this server goes by', async () => {
  expect((await ask()).body).toEqual({
    protocolVersion: 1,
    heartbeatMs: 25_000,
    usernameMaxLength: 32,
    chatMessageMaxLength: 4000,
    chatRoomSlugRegex: '^[a-z0-9](?:[a-z0-9-]{1,62}[a-z0-9])$',
    mediaUrlTtlSeconds: 300,
    mediaMode: 'stream',
    signInMethods: ['password', 'guest'],
    oauthProviders: [],
  });
});

test('it is what the rest of the server says, too', async () => {
  const { body } = await ask();
  const ana = await aUser('ana');
  const { protocolVersion, heartbeatMs } = await ana.connect();
  expect({ protocolVersion, heartbeatMs }).toEqual({
    protocolVersion: body.protocolVersion,
    heartbeatMs: body.heartbeatMs,
  });
  const tooLong = 'a'.repeat(body.usernameMaxLength + 1);
  const password = 'nine herons fold umbrellas';
  const register = (username: string) =>
    supertest(ana.url).post('/api/auth/register').send({ username, password });
  await register(tooLong).expect(400);
  await register(`${ana.user.username}-`.padEnd(body.usernameMaxLength, 'b')).expect(201);
});

test.each([
  ['ab', false],
  ['abc', true],
  ['a-room-of-2', true],
  ['-ab', false],
  ['ab-', false],
  ['ABC', false],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
])('%s is a slug: %s', async (slug, fits) => {
  expect(new RegExp((await ask()).body.chatRoomSlugRegex).test(slug)).toBe(fits);
});
