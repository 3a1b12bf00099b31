/** Small questions with large answers: history is counted by bytes, on all doors together. Own server with real limits. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { REAL_LIMITS, someone } from '../support/crowd.js';
import { enter, say } from '../support/messages.js';
import { aRoom } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { expectUnharmed } from './bystanders.js';

let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ ...(await stores()), ...REAL_LIMITS });
});
afterAll(() => server?.stop());

test('a client that reads the same long messages again and again is refused, over sockets and over REST', async () => {
  const authors = [await someone(server.url, 'ana'), await someone(server.url, 'ben')];
  const eve = await someone(server.url, 'eve');
  const { slug } = await aRoom(authors[0]!);
  for (const author of authors) {
    await enter(author, slug);
    for (let i = 0; i < 35; i += 1) await say(author, slug, 'x'.repeat(4000));
  }
  const joined = await enter(eve, slug);
  // About 256 KiB, and there is more.
  expect(joined.messages.length).toBeLessThan(70);
  expect(joined.messages.length).toBeGreaterThan(50);
  expect(joined).toMatchObject({ hasMore: true, lastSeq: 70 });
  expect(joined.messages.at(-1)!.seq).toBe(70);

  const history = () => eve.rest.get(`/api/chat/rooms/${slug}/messages?limit=100`);
  let answered = 0;
  let refused = await history();
  for (; refused.status === 200; refused = await history()) answered += 1;
  expect(refused.status).toBe(429);
  expect(refused.body).toMatchObject({ code: 'rate_limited', retryable: true });
  // 16 MiB a minute; a minute may have ended meanwhile.
  expect(answered).toBeGreaterThan(50);
  expect(answered).toBeLessThan(200);
  await expect(eve.emit('room:join', { room: slug })).rejects.toMatchObject({ code: 'rate_limited' });
  await expectUnharmed(server.url, authors[0]!);
});
