// What sockets carry, as AsyncAPI, from the event maps of the slices' protocol files and the comments in them.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';
import { eventExample } from './event-examples.mjs';

const root = path.resolve(import.meta.dirname, '..');
const SLICES = JSON.parse(readFileSync(path.join(root, 'ladder.json'), 'utf8')).src.flatMap(Object.keys);

export function asyncApi() {
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
  const eventsOf = (type) => {
    const schema = generator.createSchema(type);
    Object.assign(schemas, schema.definitions);
    return Object.entries(schema.properties ?? {}).map(([event, { description, ...described }]) => {
      if (!description) throw new Error(`${event} of ${type} has no comment that says what it is`);
      return [event, oneLine(description), described];
    });
  };
  const add = (key, message) => {
    messages[key] = { ...message, examples: [{ payload: eventExample(key, message.payload, schemas) }] };
    return { $ref: `#/channels/socket/messages/${key.replaceAll('/', '~1')}` };
  };
  for (const slice of SLICES) {
    const name = slice[0].toUpperCase() + slice.slice(1);
    const protocol = protocolOf(slice);
    const eventsIn = (type) => (protocol.includes(`interface ${type} `) ? eventsOf(type) : []);
    for (const [event, summary, { properties }] of eventsIn(`${name}ClientEvents`)) {
      const { payload, ack } = properties;
      operations[`client ${event}`] = {
        action: 'receive',
        summary,
        channel: channel(),
        messages: [add(`${event}.client`, { name: event, title: `Send ${event}`, summary, payload })],
        reply: {
          channel: channel(),
          messages: [
            add(`${event}.ack`, {
              name: `${event} (ack)`,
              title: `Acknowledgement of ${event}`,
              summary: 'The data, or why it was refused.',
              payload: ackOf(ack),
            }),
          ],
        },
      };
    }
    for (const [event, summary, payload] of eventsIn(`${name}ServerEvents`))
      operations[`server ${event}`] = {
        action: 'send',
        summary,
        channel: channel(),
        messages: [add(`${event}.server`, { name: event, title: `Receive ${event}`, summary, payload })],
      };
  }
  return relocate({
    asyncapi: '3.1.0',
    info: {
      title: 'Ringline over Socket.IO 4',
      version: '1',
      description:
        'Namespace `/`, path `/socket.io/`, handshake `auth: {token}`. Every client event is acknowledged; see docs/protocol/sockets.md.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    channels: {
      socket: { address: '/', description: 'One connection of one device.', messages },
    },
    operations,
    components: { schemas },
  });
}

function protocolOf(slice) {
  const file = path.join(root, 'src', slice, `${slice}.protocol.ts`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function channel() {
  return { $ref: '#/channels/socket' };
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

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** JSON Schema's `definitions` live under `components/schemas` here. */
function relocate(value) {
  return JSON.parse(JSON.stringify(value).replaceAll('#/definitions/', '#/components/schemas/'));
}
