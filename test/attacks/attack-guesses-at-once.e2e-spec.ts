/** A hundred guesses at the same moment, when one is left: one is compared, whatever counts and however many instances. */
import { beforeEach, expect, test } from '@jest/globals';
import { embeddedStores, startServer, stopServers, stores } from '../support/server.mjs';
import { REAL_LIMITS, someone, tries } from '../support/crowd.js';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

async function hundredAtOnce(urls: string[]): Promise<void> {
  const ana = await someone(urls[0]!);
  for (const login of [ana.user.username, 'nobody-of-that-name']) {
    for (let i = 0; i < 9; i += 1) await tries(urls[i % urls.length]!, login, `wrong ${i}`).expect(401);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => tries(urls[i % urls.length]!, login, `guess ${i}`)),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(99);
  }
}

test('two instances, counted in Redis', async () => {
  const env = { ...(await stores()), ...REAL_LIMITS };
  const one = await startServer(env);
  const two = await startServer(env);
  await hundredAtOnce([one.url, two.url]);
});

test('one instance, counted in PostgreSQL', async () => {
  const server = await startServer({ ...(await stores()), ...REAL_LIMITS, REDIS_URL: '' });
  await hundredAtOnce([server.url]);
});

test('the embedded default', async () => {
  const server = await startServer({ ...embeddedStores(), ...REAL_LIMITS });
  await hundredAtOnce([server.url]);
});
