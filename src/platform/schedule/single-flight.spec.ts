import { expect, test } from '@jest/globals';
import { SingleFlight } from './single-flight.js';

interface Run {
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/** Work that the test ends, and that fails when it is begun twice. */
function work() {
  const runs: Run[] = [];
  let isRunning = false;
  const flight = new SingleFlight(() => {
    if (isRunning) throw new Error('two runs at a time');
    isRunning = true;
    return new Promise<void>((resolve, reject) => runs.push({ resolve, reject })).finally(
      () => (isRunning = false),
    );
  });
  return { flight, runs };
}

test('runs once at a time, and callers that ask meanwhile share the next run', async () => {
  const { flight, runs } = work();
  const first = flight.run();
  const asked = [flight.run(), flight.run()];
  expect(runs).toHaveLength(1);
  runs[0]!.resolve();
  await first;
  await expectRuns(runs, 2);
  runs[1]!.resolve();
  await Promise.all(asked);
  expect(runs).toHaveLength(2);
  expect(flight.isRunning).toBe(false);
});

test('a caller that asks while the second runs has a third, not what the second may have seen', async () => {
  const { flight, runs } = work();
  void flight.run();
  const second = flight.run();
  runs[0]!.resolve();
  await expectRuns(runs, 2);
  const third = flight.run();
  runs[1]!.resolve();
  await second;
  await expectRuns(runs, 3);
  runs[2]!.resolve();
  await third;
});

test.each([0, 1, 2, 3, 4, 5, 6])(
  'one at a time also for a caller that asks %i steps after the end of a run',
  async (steps) => {
    const { flight, runs } = work();
    void flight.run();
    void flight.run();
    runs[0]!.resolve();
    for (let step = 0; step < steps; step++) await Promise.resolve();
    const late = flight.run();
    for (let n = 1; flight.isRunning; n++) {
      await expectRuns(runs, n + 1);
      runs[n]!.resolve();
      await untilTheyFollowed();
    }
    await late;
    expect(runs.length).toBeGreaterThanOrEqual(2);
  },
);

test('a run that fails rejects for every caller that asked for it, and the next goes on', async () => {
  const { flight, runs } = work();
  const first = flight.run();
  const second = flight.run();
  runs[0]!.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await expectRuns(runs, 2);
  runs[1]!.resolve();
  await expect(second).resolves.toBeUndefined();
});

test('is settled when nothing runs and nothing follows, whatever came of it', async () => {
  const { flight, runs } = work();
  await flight.settled();
  flight.run().catch(() => undefined);
  void flight.run();
  let isSettled = false;
  const settled = flight.settled().then(() => (isSettled = true));
  runs[0]!.reject(new Error('away'));
  await expectRuns(runs, 2);
  expect(isSettled).toBe(false);
  runs[1]!.resolve();
  await settled;
  expect(flight.isRunning).toBe(false);
});

async function expectRuns(runs: unknown[], count: number): Promise<void> {
  await untilTheyFollowed();
  expect(runs).toHaveLength(count);
}

/** All promises that wait for nothing else have. */
function untilTheyFollowed(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
