import { describe, expect, it } from '@jest/globals';
import { clock, endLabel, momentLabel } from './moments.js';

describe('clock', () => {
  it.each([
    [-5, '0:00'],
    [7_000, '0:07'],
    [754_000, '12:34'],
    [3_723_000, '1:02:03'],
  ])('%d ms is %s', (durationMs, text) => expect(clock(durationMs)).toBe(text));
});

describe('momentLabel', () => {
  const now = new Date(2026, 4, 3, 12, 0);

  it('says yesterday by the calendar, not by 24 hours', () => {
    expect(momentLabel(new Date(2026, 4, 2, 23, 59).toISOString(), now)).toMatch(/^yesterday /);
    expect(momentLabel(new Date(2026, 4, 3, 0, 1).toISOString(), now)).not.toMatch(/yesterday/);
  });
});

describe('endLabel', () => {
  const now = new Date(2026, 4, 3, 23, 0);

  it.each([
    [new Date(2026, 4, 3, 23, 10), /^\d/, /tomorrow|4/],
    [new Date(2026, 4, 4, 0, 10), /^tomorrow /, /May/],
    [new Date(2026, 4, 10, 23, 0), /10.*, /, /tomorrow/],
  ])('%s', (end, says, not) => {
    expect(endLabel(end.toISOString(), now)).toMatch(says);
    expect(endLabel(end.toISOString(), now)).not.toMatch(not);
  });
});
