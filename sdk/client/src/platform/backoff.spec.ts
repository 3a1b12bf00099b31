import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.js';

const unlucky = () => 1;
const lucky = () => 0;

describe('backoffMs', () => {
  it('doubles up to a limit', () => {
    const waits = [0, 1, 2, 20].map((attempt) => backoffMs(attempt, 0, lucky));
    expect(waits).toEqual([500, 1000, 2000, 15_000]);
  });

  it('never comes before the server asks for', () => {
    expect(backoffMs(0, 30_000, lucky)).toBe(30_000);
  });

  it('spreads by up to a quarter', () => {
    expect(backoffMs(1, 0, unlucky)).toBe(1250);
  });
});
