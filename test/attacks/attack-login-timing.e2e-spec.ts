/**
 * Finding out by timing whether a name exists. Nothing is compared with a number of milliseconds: the variation among samples
 * of wrong passwords is the noise, and names without an account must disappear in it.
 */
import { expect, test } from '@jest/globals';
import { aGuest, aUser } from '../support/client.js';
import { startServer, stores } from '../support/server.mjs';

/** Fewer on a busy machine, where more would only be more noise. */
const SAMPLES = { most: 100, least: 30, enoughAfterMs: 40_000 };
const WARM_UP = 5;
const SPLITS = 1000;

const median = (samples: number[]) => {
  const sorted = [...samples].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

/** The most that the medians of two halves of the same samples differ by, over many ways to halve them. */
function noise(samples: number[]): number {
  const differences = Array.from({ length: SPLITS }, () => {
    const mixed = shuffled(samples);
    const half = mixed.length / 2;
    return Math.abs(median(mixed.slice(0, half)) - median(mixed.slice(half)));
  });
  return Math.max(...differences);
}

test('a wrong password, an unknown name and an account without a password take equally long', async () => {
  const server = await startServer({ ...(await stores()), BCRYPT_COST: '10' });
  const ana = await aUser('ana', server.url);
  const guest = await aGuest('guest', server.url);
  const names = {
    wrong: () => ana.user.username,
    again: () => ana.user.username,
    unknown: (i: number) => `nobody-${String(i).padStart(8, '0')}`,
    guest: () => guest.user.username,
  };
  const samples: Record<string, number[]> = { wrong: [], again: [], unknown: [], guest: [] };

  const begunAt = performance.now();
  const enough = (count: number) =>
    count >= SAMPLES.most || (count >= SAMPLES.least && performance.now() - begunAt > SAMPLES.enoughAfterMs);

  for (let i = 0; !enough(i - WARM_UP); i += 1)
    for (const [kind, name] of shuffled(Object.entries(names))) {
      const body = JSON.stringify({ login: name(i), password: 'not the password' });
      const startedAt = performance.now();
      const answer = await fetch(`${server.url}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(await answer.json()).toMatchObject({ code: 'invalid_credentials', status: 401 });
      if (i >= WARM_UP) samples[kind]!.push(performance.now() - startedAt);
    }

  const wrong = [...samples.wrong!, ...samples.again!];
  const bound = noise(wrong);
  for (const kind of ['unknown', 'guest'])
    expect(Math.abs(median(samples[kind]!) - median(wrong))).toBeLessThanOrEqual(bound);
}, 300_000);
