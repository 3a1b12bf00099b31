import { describe, expect, it } from '@jest/globals';
import { keepRetiredSeconds, keyChores, type KeyLife, readyInS, verifies } from './signing-keys.policy.js';

const MINUTE = 60;
const DAY = 86_400;
const rules = { maxAgeS: 90 * DAY, keepRetiredS: 30 * MINUTE };

const key = (status: KeyLife['status'], life: Partial<KeyLife> = {}): KeyLife => ({
  status,
  publishedForS: DAY,
  activeForS: status === 'active' ? DAY : null,
  retiredForS: status === 'retired' ? MINUTE : null,
  ...life,
});
const nothing = { makeActive: false, makeNext: false, rotate: false, deleteRetired: false };

describe('keepRetiredSeconds', () => {
  it.each([
    ['the usual token of 15 minutes: half an hour', 900, 1800],
    [
      'a token of an hour: the hour, skew, cache and a minute for the change to spread',
      3600,
      3600 + 30 + 600 + 60,
    ],
    ['a token of seconds: half an hour all the same', 5, 1800],
  ])('%s', (_name, ttlS, keptS) => expect(keepRetiredSeconds(ttlS)).toBe(keptS));
});

describe('readyInS', () => {
  it.each([
    [0, 20 * MINUTE],
    [19 * MINUTE, MINUTE],
    [20 * MINUTE, 0],
    [DAY, 0],
  ])('published for %d s: in %d s', (publishedForS, expected) =>
    expect(readyInS(key('next', { publishedForS }))).toBe(expected),
  );
});

describe('verifies', () => {
  it.each<[KeyLife['status'], number | null, boolean]>([
    ['next', null, true],
    ['active', null, true],
    ['retired', 30 * MINUTE - 1, true],
    ['retired', 30 * MINUTE, false],
  ])('%s, retired for %s s: %s', (status, retiredForS, expected) =>
    expect(verifies(key(status, { retiredForS }), rules.keepRetiredS)).toBe(expected),
  );
});

describe('keyChores', () => {
  it.each<[string, KeyLife[], object | undefined]>([
    ['an empty database', [], { ...nothing, makeActive: true, makeNext: true }],
    ['an active key alone', [key('active')], { ...nothing, makeNext: true }],
    ['both', [key('active'), key('next')], undefined],
    ['a retired one that still verifies', [key('active'), key('next'), key('retired')], undefined],
    [
      'a retired one past its time',
      [key('active'), key('next'), key('retired', { retiredForS: 31 * MINUTE })],
      { ...nothing, deleteRetired: true },
    ],
    [
      'an active one that is too old',
      [key('active', { activeForS: 90 * DAY }), key('next')],
      { ...nothing, rotate: true },
    ],
    [
      'one that is too old while the next is too young',
      [key('active', { activeForS: 91 * DAY }), key('next', { publishedForS: 19 * MINUTE })],
      undefined,
    ],
    [
      'one that is too old and no next',
      [key('active', { activeForS: 91 * DAY })],
      { ...nothing, makeNext: true },
    ],
  ])('%s', (_name, keys, expected) => expect(keyChores(keys, rules)).toEqual(expected));
});
