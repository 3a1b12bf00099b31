// npm run docs   writes .env.example, docs/openapi.json, docs/asyncapi.json and docs/schema.graphql from the built code; a
// folder given as argument gets them instead of the checkout.
import 'reflect-metadata';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { printSchema } from 'graphql';
import { format } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SLICES = [
  'realtime',
  'presence',
  'signaling',
  'calls',
  'rooms',
  'voice',
  'messages',
  'inbox',
  'integrations',
];
/** Slices that only tell. */
const SILENT = ['rooms', 'integrations'];

const doors = await doorsOfServer();
const documents = {
  '.env.example': await envExample(),
  'docs/openapi.json': await json(doors.openApi),
  'docs/asyncapi.json': await json(asyncApi()),
  'docs/schema.graphql': await format(doors.graphql, { parser: 'graphql', printWidth: 110 }),
};

const target = path.resolve(process.argv[2] ?? root);
mkdirSync(path.join(target, 'docs'), { recursive: true });
for (const [name, text] of Object.entries(documents)) writeFileSync(path.join(target, name), text);
process.exit(0);

async function envExample() {
  const { variablesOf } = await import('../dist/platform/config/variable.js');
  const { Configuration } = await import('../dist/platform/config/configuration.js');
  const lines = [
    '# Every setting with its default. Copy to .env and change what you need; an empty value means the default.',
  ];
  let group;
  for (const variable of variablesOf(Configuration)) {
    if (variable.group !== group) lines.push('', `# --- ${variable.group} ---`);
    group = variable.group;
    const value =
      variable.fallback === undefined
        ? ''
        : Array.isArray(variable.fallback)
          ? variable.fallback.join(',')
          : variable.fallback;
    lines.push(
      '',
      ...wrap(variable.about),
      variable.fallback === undefined ? `# ${variable.name}=` : `${variable.name}=${value}`,
    );
  }
  return `${lines.join('\n')}\n\n${readFileSync(path.join(root, 'docker/compose.env.example'), 'utf8')}`;
}

/** Comment lines of at most 110 columns. */
function wrap(text) {
  const lines = ['#'];
  for (const word of text.split(' ')) {
    if (`${lines.at(-1)} ${word}`.length > 110) lines.push('#');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines;
}

/** REST as OpenAPI and the schema of GraphQL. */
async function doorsOfServer() {
  // Controllers and resolvers are what these are made of; they want their providers, those a database: an embedded one will do.
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'ringline-docs-'));
  const { loadConfiguration } = await import('../dist/platform/config/load-configuration.js');
  const { createServer } = await import('../dist/server.js');
  const { openApiDocument } = await import('../dist/platform/http/openapi.js');
  const app = await createServer(
    loadConfiguration({ DATA_DIR: dataDir, LOG_LEVEL: 'error', LOG_FORMAT: 'json', NODE_ENV: 'test' }),
  );
  try {
    return {
      openApi: inOrder(openApiDocument(app)),
      graphql: printSchema(app.get(GraphQLSchemaHost).schema),
    };
  } finally {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** By path and by name: where a controller lives in src/ changes nothing here. */
function inOrder({ paths, components, ...document }) {
  return {
    ...document,
    paths: sorted(paths),
    components: { ...components, schemas: sorted(components.schemas) },
  };
}

function sorted(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** AsyncAPI 3.0 from the event maps of the slices' protocol files. */
function asyncApi() {
  const messages = {};
  const operations = {};
  const schemas = {};
  const generator = createGenerator({
    path: path.join(root, 'src/**/*.protocol.ts'),
    tsconfig: path.join(root, 'tsconfig.json'),
    skipTypeCheck: true,
    topRef: false,
    additionalProperties: false,
  });
  const { $schema: _, definitions, ...wireError } = generator.createSchema('WireError');
  Object.assign(schemas, definitions, { WireError: wireError });
  for (const slice of SLICES) {
    const name = slice[0].toUpperCase() + slice.slice(1);
    const schemaOf = (type) => {
      const schema = generator.createSchema(type);
      for (const [key, definition] of Object.entries(schema.definitions ?? {})) schemas[key] = definition;
      return schema.properties ?? {};
    };
    for (const [event, { properties }] of Object.entries(
      SILENT.includes(slice) ? {} : schemaOf(`${name}ClientEvents`),
    )) {
      messages[`${event}.client`] = { name: event, payload: properties.payload };
      messages[`${event}.ack`] = { name: `${event} (ack)`, payload: ackOf(properties.ack) };
      operations[`client ${event}`] = {
        action: 'receive',
        channel: channel(),
        messages: [message(`${event}.client`)],
        reply: { channel: channel(), messages: [message(`${event}.ack`)] },
      };
    }
    for (const [event, payload] of Object.entries(schemaOf(`${name}ServerEvents`))) {
      messages[`${event}.server`] = { name: event, payload };
      operations[`server ${event}`] = {
        action: 'send',
        channel: channel(),
        messages: [message(`${event}.server`)],
      };
    }
  }
  return relocate({
    asyncapi: '3.0.0',
    info: {
      title: 'Ringline over Socket.IO 4',
      version: '1',
      description:
        'Namespace `/`, path `/socket.io/`, handshake `auth: {token}`. Every client event is acknowledged; see docs/protocol.md.',
    },
    channels: { socket: { address: '/', messages } },
    operations,
    components: { schemas },
  });
}

function channel() {
  return { $ref: '#/channels/socket' };
}

function message(key) {
  return { $ref: `#/channels/socket/messages/${key.replaceAll('/', '~1')}` };
}

function ackOf(data) {
  return {
    oneOf: [
      { type: 'object', properties: { ok: { const: true }, data }, required: ['ok', 'data'] },
      {
        type: 'object',
        properties: { ok: { const: false }, error: { $ref: '#/definitions/WireError' } },
        required: ['ok', 'error'],
      },
    ],
  };
}

/** JSON Schema's `definitions` live under `components/schemas` here. */
function relocate(value) {
  return JSON.parse(JSON.stringify(value).replaceAll('#/definitions/', '#/components/schemas/'));
}

function json(value) {
  return format(JSON.stringify(value), { parser: 'json', printWidth: 110 });
}
