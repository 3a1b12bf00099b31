import { expect, it } from '@jest/globals';
import { ExportPages } from '../users/personal-data.service.js';
import { exportJson } from './export-json.js';

const pagesOf = (total: number, limit: number) =>
  ExportPages.of<number>(
    (last = -1, most) =>
      Promise.resolve(Array.from({ length: total }, (_, i) => i).slice(last + 1, last + 1 + most)),
    (page) => page,
    limit,
  );

async function written(parts: [string, unknown][]): Promise<{ document: unknown; pieces: string[] }> {
  async function* each() {
    for (const part of parts) yield await Promise.resolve(part);
  }
  const pieces: string[] = [];
  for await (const piece of exportJson(each())) pieces.push(piece);
  return { document: JSON.parse(pieces.join('')), pieces };
}

it.each([0, 1, 2, 3, 4, 7])('writes a list of %d in pages of two as one array', async (total) => {
  const { document } = await written([['list', pagesOf(total, 2)]]);
  expect(document).toEqual({ list: Array.from({ length: total }, (_, i) => i) });
});

it('writes what is short as it is, and lists inside of it', async () => {
  const { document, pieces } = await written([
    ['at', new Date(0)],
    ['none', undefined],
    ['a "name"', { messages: pagesOf(3, 2), count: 3 }],
    ['plain', { list: [1], nothing: null }],
  ]);
  expect(document).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    none: null,
    'a "name"': { messages: [0, 1, 2], count: 3 },
    plain: { list: [1], nothing: null },
  });
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(40);
});

it('writes nothing as an empty object', async () => {
  expect((await written([])).document).toEqual({});
});
