import { describe, expect, it } from '@jest/globals';
import { pageOf } from './cursor.js';

describe('pageOf', () => {
  it.each<[string, string[], string[], string | null]>([
    ['no rows', [], [], null],
    ['fewer than asked for', ['a'], ['a'], null],
    ['as many as asked for', ['a', 'b'], ['a', 'b'], null],
    ['one more', ['a', 'b', 'c'], ['a', 'b'], 'after b'],
  ])('%s', (_, rows, shown, nextCursor) =>
    expect(pageOf(rows, 2, (last) => `after ${last}`)).toEqual({ shown, nextCursor }),
  );
});
