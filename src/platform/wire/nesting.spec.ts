import { describe, expect, it } from '@jest/globals';
import { nestsDeeperThan } from './nesting.js';

describe('nestsDeeperThan', () => {
  it.each<[number, string, boolean]>([
    [0, '7', false],
    [0, 'null', false],
    [0, '{}', true],
    [1, '{"a":1,"b":"x","c":null}', false],
    [1, '{"a":1,"b":[]}', true],
    [2, '{"a":[1,2],"b":{"c":3}}', false],
    [2, '{"a":[1,{}]}', true],
    [8, '['.repeat(100_000) + ']'.repeat(100_000), true],
  ])('%d levels', (levels, json, deeper) => expect(nestsDeeperThan(levels, JSON.parse(json))).toBe(deeper));
});
