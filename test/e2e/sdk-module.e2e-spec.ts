/** The SDK as the server serves it, for pages without a bundler. */
import { describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import supertest, { type Test } from 'supertest';
import { instanceUrls } from '../support/instances.js';

const hashed = readdirSync('dist/sdk').filter((file) => file !== 'ringline.js');

const at = (path: string, url = instanceUrls()[0]!): Test => supertest(url).get(path).buffer(true);

describe.each(instanceUrls())('%s', (url) => {
  test('serves one ES module that browsers revalidate', async () => {
    const { headers, text } = await at('/sdk/ringline.js', url).expect(200);
    expect(headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers.etag).toBeDefined();
    expect(text).toMatch(/export\s*\{(?:[^}]*(?:\bas |,))?\s*Ringline\s*[,}]/);
    await at('/sdk/ringline.js', url).set('if-none-match', headers.etag!).expect(304);
  });

  test('and the same under the name of its content, for good', async () => {
    const name = hashed.find((file) => /^ringline-[\w-]+\.js$/.test(file))!;
    const { headers, text } = await at(`/sdk/${name}`, url).expect(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(text).toBe((await at('/sdk/ringline.js', url)).text);
  });
});

test('its source map and the parts that it loads are there', async () => {
  const { text } = await at('/sdk/ringline.js');
  const parts = [...text.matchAll(/import\(`\.\/([^`]+)`\)|import\("\.\/([^"]+)"\)/g)].map(
    ([, a, b]) => a ?? b,
  );
  const [, map] = /sourceMappingURL=(\S+)/.exec(text)!;
  expect(parts).not.toHaveLength(0);
  for (const file of [map, ...parts]) await at(`/sdk/${file}`).expect(200);
});

test.each(['/sdk/nothing.js', '/sdk/../main.js', '/sdk/%2e%2e/main.js', '/sdk/'])(
  'GET %s finds nothing',
  (path) => at(path).expect(404),
);
