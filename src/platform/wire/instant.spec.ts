import { describe, expect, it } from '@jest/globals';
import { isInstant } from './instant.js';

describe('isInstant', () => {
  it.each([
    '2026-01-31T12:00:00Z',
    '2026-01-31T12:00Z',
    '2028-02-29T23:59:59.123456789Z',
    '2026-01-31T12:00:00.5+05:30',
    '2026-01-31T12:00:00-11:00',
  ])('%s is one', (text) => expect(isInstant(text)).toBe(true));

  it.each([
    ['no zone', '2026-01-31T12:00:00'],
    ['no zone, with a fraction', '2026-01-31T12:00:00.000'],
    ['only a day', '2026-01-31'],
    ['a blank for the T', '2026-01-31 12:00:00Z'],
    ['a zone without a colon', '2026-01-31T12:00:00+0200'],
    ['a zone by name', '2026-01-31T12:00:00 Europe/Berlin'],
    ['a day that there is not', '2026-02-30T12:00:00Z'],
    ['a month that there is not', '2026-13-01T12:00:00Z'],
    ['an hour that there is not', '2026-01-31T24:00:00Z'],
    ['a zone that there is not', '2026-01-31T12:00:00+25:00'],
    ['what Date reads in other forms', 'Sat, 31 Jan 2026 12:00:00 GMT'],
    ['a week', '2026-W05-6'],
    ['a number', 1769860800000],
    ['nothing', ''],
  ])('%s is none', (_, value) => expect(isInstant(value)).toBe(false));
});
