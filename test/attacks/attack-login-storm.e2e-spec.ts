/** Two hundred people sign in at the same moment: some are asked to wait, nobody else is. */
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { aUser, PASSWORD } from '../support/client.js';
import { answer } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';

test('the queue for passwords has an end', async () => {
  const server = await startServer({ ...(await stores()), BCRYPT_COST: '8' });
  const ana = await aUser('ana', server.url);
  let over = false;
  const storm = Promise.all(
    Array.from({ length: 200 }, () =>
      answer<Problem>(
        supertest(server.url).post('/api/auth/login').send({ login: ana.user.username, password: PASSWORD }),
      ),
    ),
  ).finally(() => (over = true));

  let answeredMeanwhile = 0;
  while (!over) {
    await supertest(server.url).get('/api/health/live').expect(200);
    await ana.rest.get('/api/auth/session').expect(200);
    if (!over) answeredMeanwhile += 1;
  }
  expect(answeredMeanwhile).toBeGreaterThan(0);

  const answers = await storm;
  const refused = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => status === 200).length + refused.length).toBe(200);
  expect(refused.length).toBeGreaterThan(0);
  for (const { body, headers } of refused) {
    expect(body).toMatchObject({ code: 'hash_queue_full', retryable: true });
    expect(Number((headers as Record<string, string>)['retry-after'])).toBeGreaterThan(0);
  }
  await supertest(server.url)
    .post('/api/auth/login')
    .send({ login: ana.user.username, password: PASSWORD })
    .expect(200);
});
