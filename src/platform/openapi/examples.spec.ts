import { describe, expect, it } from '@jest/globals';
import { Examples } from './examples.js';

type Schema = Parameters<Examples['of']>[0];

const examples = new Examples({
  Kind: { type: 'string', enum: ['public', 'private'] },
  Room: {
    type: 'object',
    required: ['slug', 'kind', 'archivedAt', 'openedAt'],
    properties: {
      slug: { type: 'string', example: 'tea-kitchen' },
      kind: { $ref: '#/components/schemas/Kind' },
      archivedAt: { type: 'string', format: 'date-time', nullable: true },
      openedAt: { type: 'string', format: 'date-time' },
      topic: { type: 'string' },
      note: { type: 'string', example: 'Mind the kettle.' },
    },
  },
});

describe('Examples', () => {
  it.each<[string, Schema, unknown]>([
    ['its own', { type: 'string', example: 'ana' }, 'ana'],
    ['its own that is falsy', { type: 'integer', example: 0 }, 0],
    ['of an enumeration that is referred to', { allOf: [{ $ref: '#/components/schemas/Kind' }] }, 'public'],
    ['of the least number', { type: 'integer', minimum: 1 }, 1],
    ['of a list', { type: 'array', items: { type: 'boolean' } }, [false]],
    ['of a list of anything', { type: 'array', items: { type: 'object', additionalProperties: true } }, []],
    [
      'of an object: what is needed, and what has an example',
      { $ref: '#/components/schemas/Room' },
      {
        slug: 'tea-kitchen',
        kind: 'public',
        archivedAt: null,
        openedAt: '2026-11-21T12:00:00.000Z',
        note: 'Mind the kettle.',
      },
    ],
  ])('%s', (_name, schema, expected) => {
    expect(examples.of(schema, 'here')).toEqual(expected);
  });

  it('refuses a text that nothing is known of, and says where', () => {
    const schema: Schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
    expect(() => examples.of(schema, 'RoomDto')).toThrow('RoomDto.name has no example');
  });
});
