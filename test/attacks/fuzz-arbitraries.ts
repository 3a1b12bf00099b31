/** Requests that a schema describes, and mutations that make any part of them invalid. */
import fc, { type Arbitrary } from 'fast-check';
import { PASSWORD } from '../support/client.js';

export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  example?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: Schema;
}

export interface Operation {
  method: string;
  /** With `{id}` where parameters stand. */
  path: string;
  parameters: Parameter[];
  body?: Schema;
  /** Whether the body is multipart/form-data. */
  takesFiles?: boolean;
}

/** The body on the wire, as text, so that it need not be JSON. */
export interface FuzzedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
  as: 'nobody' | 'guest' | 'member' | 'admin' | 'garbage' | 'backEnd';
}

const PROTOTYPE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];
const NASTY_TEXT = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\u202eevil',
  '\u200b',
  'K',
  "'; DROP TABLE users; --",
  '{{7*7}}',
  '${jndi:ldap://x}',
  '../../../../etc/passwd',
  '\r\nSet-Cookie: a=b',
  '%00',
  'null',
  'undefined',
  'NaN',
  '1e400',
  '00000000-0000-0000-0000-000000000000',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.001Z',
  '-271821-04-20T00:00:00.000Z',
  ...PROTOTYPE_NAMES,
  'x'.repeat(300),
  'x'.repeat(5000),
  '😀'.repeat(2000),
  'a@'.repeat(100) + 'b.c',
];

const nastyText = fc.oneof(
  fc.constantFrom(...NASTY_TEXT),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

/** Values as they stand in JSON, also such as `JSON.stringify` would not write. */
const nastyJson: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: nastyText.map((text) => JSON.stringify(text)) },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'null',
      'true',
      '0',
      '-0',
      '-1',
      '0.5',
      '1e400',
      '-1e400',
      '1e-400',
      '9007199254740993',
      '123456789012345678901234567890',
      '"\\ud800"',
      '"\\u0000"',
      '[]',
      '{}',
      '[[]]',
      '[null]',
      '["admin"]',
      '{"$ne":null}',
      '{"$gt":""}',
      '{"length":1e9}',
      '{"toString":"x"}',
      '{"then":"x"}',
      '{"constructor":{"name":"x"}}',
      '{"__proto__":{"isAdmin":true}}',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 3000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 3000 })
      .map((depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)),
  },
);

let made = 0;

/** Something that the schema allows, mostly. */
function good(schema: Schema, resolve: (schema: Schema) => Schema): Arbitrary<unknown> {
  const { type, format, pattern, enum: values, example, items, properties, oneOf } = resolve(schema);
  if (values) return fc.constantFrom(...values);
  if (oneOf) return fc.oneof(...oneOf.map((one) => good(one, resolve)));
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return fc.integer({ min: 1, max: 100 });
  if (type === 'array') return fc.array(good(items ?? {}, resolve), { maxLength: 3 });
  if (properties)
    return fc.record(
      Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, good(inner, resolve)])),
      {
        requiredKeys: [],
      },
    );
  if (format === 'uuid') return fc.uuid();
  if (format === 'email') return fc.constant(0).map(() => `fuzz-${(made += 1)}@example.org`);
  if (format === 'password') return fc.constant(PASSWORD);
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'uri') return fc.constant(example);
  if (pattern && example && !new RegExp(pattern).test('fuzz-1')) return fc.constant(example);
  if (pattern) return fc.constant(0).map(() => `fuzz-${(made += 1)}`);
  return fc.string({ unit: 'grapheme', maxLength: 20 });
}

/** JSON of an object with fields that are missing, wrong, unknown or there twice. */
export function fuzzedObject(schema: Schema, resolve: (schema: Schema) => Schema): Arbitrary<string> {
  const fields = Object.entries(resolve(schema).properties ?? {}).map(([name, inner]) =>
    fc.oneof(
      {
        weight: 12,
        arbitrary: good(inner, resolve).map((value) => [`${JSON.stringify(name)}:${JSON.stringify(value)}`]),
      },
      { weight: 3, arbitrary: nastyJson.map((json) => [`${JSON.stringify(name)}:${json}`]) },
      { weight: 1, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(nastyJson, nastyJson)
          .map((pair) => pair.map((json) => `${JSON.stringify(name)}:${json}`)),
      },
    ),
  );
  const unknown = fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.oneof(fc.constantFrom(...PROTOTYPE_NAMES, 'roles', 'isAdmin', 'kind'), nastyText),
          nastyJson,
        )
        .map(([name, json]) => [`${JSON.stringify(name)}:${json}`]),
    },
  );
  return fc.tuple(...fields, unknown).map((parts) => `{${parts.flat().join()}}`);
}

const brokenBody: Arbitrary<Buffer> = fc.oneof(
  nastyJson.map((json) => Buffer.from(json)),
  fc
    .constantFrom(
      '',
      '{',
      '}',
      '[1,]',
      '{"a":1,}',
      "{'a':1}",
      '{"a":NaN}',
      '\ufeff{}',
      '{}{}',
      'undefined',
      '<xml/>',
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    Buffer.from('{"a":"\xc3\x28"}', 'latin1'),
    Buffer.from('{"a":1}', 'utf16le'),
  ),
  fc.constant(Buffer.alloc(70_000, 0x20)),
  fc.integer({ min: 10_000, max: 30_000 }).map((depth) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))),
);

const FORM = 'multipart/form-data; boundary=fuzz';
/** The smallest PNG there is: one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

const fileContent: Arbitrary<Buffer> = fc.oneof(
  fc.constant(PIXEL),
  fc.tuple(fc.nat(PIXEL.length - 1), fc.nat(255)).map(([at, byte]) => {
    const damaged = Buffer.from(PIXEL);
    damaged[at] = byte;
    return damaged;
  }),
  fc.nat(PIXEL.length).map((length) => PIXEL.subarray(0, length)),
  fc
    .constantFrom('GIF89a', '\xff\xd8\xff', 'RIFF\0\0\0\0WEBPVP8 ', '<svg/>')
    .map((head) => Buffer.from(head, 'latin1')),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

const formPart: Arbitrary<Buffer> = fc
  .record({
    name: fc.oneof(
      { weight: 5, arbitrary: fc.constant('file') },
      fc.constantFrom(...PROTOTYPE_NAMES),
      nastyText,
    ),
    filename: fc.oneof(
      fc.constant('; filename="a.png"'),
      fc.constant(''),
      nastyText.map((text) => `; filename="${text}"`),
    ),
    type: fc.constantFrom(
      '',
      'Content-Type: image/png\r\n',
      'Content-Type: application/json\r\n',
      'Content-Type: \r\n',
    ),
    encoding: fc.constantFrom('', '', '', 'Content-Transfer-Encoding: base64\r\n'),
    content: fileContent,
  })
  .map(({ name, filename, type, encoding, content }) =>
    Buffer.concat([
      Buffer.from(
        `--fuzz\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n${type}${encoding}\r\n`,
      ),
      content,
      Buffer.from('\r\n'),
    ]),
  );

/** A form with a file, mostly: parts that are missing, too many, damaged, or without an end. */
const fuzzedForm: Arbitrary<Buffer> = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.array(formPart, { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.array(formPart, { maxLength: 5 }) },
    ),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant('--fuzz--\r\n') },
      fc.constantFrom('', '--fuzz', '--fuz', '--fuzz\r\n'),
    ),
  )
  .map(([parts, end]) => Buffer.concat([...parts, Buffer.from(end)]));

/** Placeholder for the id of an existing user. */
export const SOMEBODY = 'somebody-who-exists';

const pathPart = fc.oneof(
  fc.uuid(),
  fc.constant(SOMEBODY),
  fc.constantFrom(
    '%00',
    '%ff',
    '%',
    '%zz',
    '..',
    '%2e%2e%2f',
    '%2f',
    '*',
    ':id',
    '{id}',
    '[]',
    'me',
    '-1',
    '1e400',
    'x'.repeat(250),
  ),
  nastyText.map(encoded),
);

const oddQuery = fc.constantFrom(
  'limit=1&limit=2',
  'limit[]=1',
  'limit[$gt]=',
  'limit=1e400',
  'limit=-1',
  'limit=',
  'limit=%00',
  'cursor=a&cursor=b',
  'cursor[a]=b',
  'query=%ff',
  'query=%',
  'query=%ud800',
  '__proto__[x]=1',
  '__proto__=1',
  'constructor=1&constructor=2',
  'toString=1',
  '&&&=',
  '=x',
  '?',
  'a'.repeat(3000),
);

const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constant('application/json') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'application/json; charset=utf-8',
      'application/json; charset=utf-16',
      'APPLICATION/JSON',
      'application/json;',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/graphql',
      'application/vnd.api+json',
      '*/*',
      'json',
      '/',
      ';',
    ),
  },
);

const otherHeaders: Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'x-token-delivery',
          'x-csrf-token',
          'cookie',
          'origin',
          'sec-fetch-site',
          'accept',
          'accept-encoding',
          'x-request-id',
          'if-none-match',
          'range',
          'x-http-method-override',
          'x-forwarded-for',
          'user-agent',
          'content-encoding',
          'expect',
        ),
        fc.constantFrom(
          'cookie',
          'body',
          '',
          'null',
          'gzip',
          '*',
          '__Host-rt=x; __Host-csrf=y',
          '__proto__=1; toString=2',
          ';;;=',
          'cross-site',
          'https://evil.example',
          'DELETE',
          'bytes=0-',
          'a'.repeat(3000),
          '\xff\xfe',
          '100-continue',
        ),
      )
      .map(([name, value]) => ({ [name]: value })),
  },
);

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
/** The sender of the request. */
export const people: Arbitrary<FuzzedRequest['as']> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('nobody', 'garbage') },
  { weight: 4, arbitrary: fc.constantFrom('guest', 'member', 'admin', 'backEnd') },
);

const URL_PART_MAX_LENGTH = 100;

/**
 * Percent-encoded, also characters that `encodeURIComponent` refuses. Cut: longer ones exceed Node's header limit and are
 * refused before the method is known, hence with a body even if that was HEAD.
 */
function encoded(text: string): string {
  return [...Buffer.from(text.slice(0, URL_PART_MAX_LENGTH))]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('');
}

export function fuzzedRequest(
  operation: Operation,
  resolve: (schema: Schema) => Schema,
): Arbitrary<FuzzedRequest> {
  const method = fc.oneof(
    { weight: 15, arbitrary: fc.constant(operation.method) },
    { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
  );
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query');
  const path = fc
    .tuple(...inPath.map(() => pathPart))
    .map((parts) => parts.reduce((url, part) => url.replace(/\{\w+\}/, () => part), operation.path));
  const query = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          ...inQuery.map(({ name, schema }) =>
            fc.oneof(
              fc.constant(''),
              good(schema, resolve).map((value) => `${name}=${encoded(String(value))}`),
              nastyText.map((text) => `${name}=${encoded(text)}`),
            ),
          ),
        )
        .map((parts) => parts.filter(Boolean).join('&')),
    },
    { weight: 1, arbitrary: oddQuery },
  );
  const described = operation.takesFiles
    ? fuzzedForm
    : operation.body
      ? fuzzedObject(operation.body, resolve).map((json) => Buffer.from(json))
      : fc.constant(undefined);
  const body = fc.oneof({ weight: 6, arbitrary: described }, { weight: 1, arbitrary: brokenBody });
  const type = operation.takesFiles
    ? fc.oneof({ weight: 6, arbitrary: fc.constant(FORM) }, { weight: 1, arbitrary: contentType })
    : contentType;
  return fc
    .record({ method, path, query, body, contentType: type, otherHeaders, as: people })
    .map((parts) => ({
      method: parts.method,
      path: parts.query === '' ? parts.path : `${parts.path}?${parts.query}`,
      headers: { ...(parts.body && { 'content-type': parts.contentType }), ...parts.otherHeaders },
      body: parts.body,
      as: parts.as,
    }));
}

/** A query with a piece too many, too few or in another place. */
export function fuzzedQuery(query: string): Arbitrary<string> {
  const tokens = query.match(/\w+|\$\w+|\.{3}|[^\s\w]/g) ?? [];
  const piece = fc.oneof(
    fc.constantFrom(...tokens),
    fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '...',
      '@skip(if: true)',
      '@include(if: "x")',
      '__typename',
      '__schema',
      'on',
      'fragment',
      'null',
      '1e400',
      '"',
      '"""',
      '#',
      '$x',
      '\0',
      '\ud800',
      '&',
      '__proto__',
      'toString',
    ),
  );
  const edit = fc.tuple(fc.nat(tokens.length), fc.constantFrom('insert', 'remove', 'replace'), piece);
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    const text = [...tokens];
    for (const [at, kind, other] of edits)
      text.splice(at, kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [other]));
    return text.join(' ');
  });
}
