import { setTimeout as pause } from 'node:timers/promises';

const INTERVAL_MS = 50;
/** Generous: nothing in the tests depends on how fast the machine is. */
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Polls until the answer is as expected; for changes that no event announces. A question that throws is asked again.
 * @throws when it never is, with the last answer
 */
export async function eventually<T>(ask: () => T | Promise<T>, hoped: (answer: T) => boolean): Promise<T> {
  // Made here, where the test's own line is still on the stack.
  const failure = new Error();
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (hoped(answer)) return answer;
      last = JSON.stringify(answer);
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      failure.message = `It did not come true; the last answer was ${String(last)}`;
      throw failure;
    }
    await pause(INTERVAL_MS);
  }
}
