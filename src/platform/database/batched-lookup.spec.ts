import { describe, expect, it } from '@jest/globals';
import { BatchedLookup } from './batched-lookup.js';

describe('BatchedLookup', () => {
  it('asks once for all waiting callers, and again for later ones', async () => {
    const asked: string[][] = [];
    let finish: () => void = () => undefined;
    const lookup = new BatchedLookup<string>(async (keys) => {
      asked.push(keys);
      if (asked.length === 1) await new Promise<void>((resolve) => (finish = resolve));
      return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, key.toUpperCase()]));
    });
    const first = Promise.all([lookup.find('ana'), lookup.find('ben'), lookup.find('ana')]);
    await new Promise(setImmediate);
    const later = Promise.all([lookup.find('ana'), lookup.find('nobody')]);
    finish();
    expect(await first).toEqual(['ANA', 'BEN', 'ANA']);
    expect(await later).toEqual(['ANA', undefined]);
    expect(asked).toEqual([
      ['ana', 'ben'],
      ['ana', 'nobody'],
    ]);
  });

  it('fails those who asked, not those who ask next', async () => {
    let fail = true;
    const lookup = new BatchedLookup<string>(async (keys) => {
      if (fail) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    });
    await expect(lookup.find('ana')).rejects.toThrow('away');
    fail = false;
    expect(await lookup.find('ana')).toBe('ana');
  });
});
