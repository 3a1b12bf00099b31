// npm run docs   writes .env.example, docs/openapi.json, docs/asyncapi.json, docs/schema.graphql and what is generated in
// docs/protocol/, README.md and docs/architecture.md from the built code; a folder given as argument gets them instead of the checkout.
import 'reflect-metadata';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { printSchema } from 'graphql';
import { format } from 'prettier';
import { asyncApi } from './generate-asyncapi.mjs';
import { ladderPages } from './generate-ladder.mjs';
import { protocolPages } from './generate-protocol.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const doors = await doorsOfServer();
const events = asyncApi();
const documents = {
  '.env.example': await envExample(),
  'docs/openapi.json': await json(doors.openApi),
  'docs/asyncapi.json': await json(events),
  'docs/schema.graphql': await format(doors.graphql, { parser: 'graphql', printWidth: 110 }),
  ...ladderPages(),
  ...(await protocolPages(path.join(root, 'docs/protocol'), doors.openApi, events)),
};

const target = path.resolve(process.argv[2] ?? root);
mkdirSync(path.join(target, 'docs/protocol'), { recursive: true });
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
  const { openApiDocument } = await import('../dist/platform/openapi/openapi.js');
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

function json(value) {
  return format(JSON.stringify(value), { parser: 'json', printWidth: 110 });
}
