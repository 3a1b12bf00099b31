// docs/protocol/: errors.md from the `*.errors.ts`; in the other pages, below the heading of each route and event, what the
// documents say of it. What people write stays. Every route and every event has its heading in one page.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'prettier';

const root = path.resolve(import.meta.dirname, '..');
const BEGIN = '<!-- generated: npm run docs -->';
const END = '<!-- end -->';
const HEADING =
  /^(?:## Every (?<table>code)|### `(?<method>[A-Z]+) (?<path>\/\S*)`|### (?<direction>Send|Receive) `(?<event>[^`]+)`)$/;
const BLOCK = new RegExp(`\\n*${BEGIN}[^]*?${END}\\n*`);
/** Of nearly every route; conventions.md says so once. */
const COMMON = [
  'bad_request internal_error service_unavailable draining rate_limiter_unavailable auth_backend_unavailable hash_queue_full',
  'validation_failed malformed_json request_timeout payload_too_large unsupported_media_type',
  'token_missing token_invalid token_expired session_revoked service_key_invalid service_key_expired user_token_required',
].flatMap((codes) => codes.split(' '));

/** @returns {Promise<Record<string, string>>} the pages by their names in the checkout */
export async function protocolPages(folder, openApi, asyncApi) {
  const described = new Map([...routes(openApi), ...events(asyncApi), ['codes', await codes()]]);
  const pages = {};
  const seen = new Set();
  for (const name of readdirSync(folder).sort()) {
    const text = withDescriptions(readFileSync(path.join(folder, name), 'utf8'), described, seen, name);
    pages[`docs/protocol/${name}`] = await format(text, { parser: 'markdown' });
  }
  const missing = [...described.keys()].filter((key) => !seen.has(key));
  if (missing.length > 0)
    throw new Error(`no page of docs/protocol has a heading for: ${missing.join(', ')}`);
  return pages;
}

function withDescriptions(text, described, seen, page) {
  const [lead, ...sections] = text.split(/^(?=#{1,3} )/m);
  const done = sections.map((section) => {
    const heading = section.split('\n', 1)[0];
    const match = HEADING.exec(heading);
    if (!match) return section;
    const { table, method, path: route, direction, event } = match.groups;
    const key = table ? 'codes' : method ? `${method} ${route}` : `${direction} ${event}`;
    if (!described.has(key)) throw new Error(`${page}: there is no ${key}`);
    if (seen.has(key)) throw new Error(`${page}: ${key} has a heading already`);
    seen.add(key);
    const prose = section.slice(heading.length).replace(BLOCK, '\n\n').trim();
    return `${heading}\n\n${BEGIN}\n\n${described.get(key)}\n\n${END}\n\n${prose}\n\n`;
  });
  return [lead, ...done].join('');
}

function* routes({ paths, components }) {
  for (const [route, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods))
      yield [
        `${method.toUpperCase()} ${route.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        describeRoute(operation, components),
      ];
}

function describeRoute({ summary, description, security, requestBody, responses, parameters }, components) {
  const query = (parameters ?? [])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => `\`${name}\``);
  const [status, success] = Object.entries(responses).find(([code]) => /^[23]/.test(code));
  const answer = jsonOf(success.content);
  return [
    [summary, description].filter(Boolean).join(' '),
    [access(security), query.length > 0 && `Query: ${query.join(', ')}.`].filter(Boolean).join(' '),
    requestBody?.content['multipart/form-data'] && 'The body is `multipart/form-data` with the field `file`.',
    block(jsonOf(requestBody?.content)),
    `${status}: ${success.description}`,
    block(answer),
    refusals(responses, components),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function access(security) {
  if (security.length === 0) return 'Public.';
  if (security.some((way) => 'serviceKey' in way)) return 'Needs a service key.';
  return security.length > 1 ? 'An access token is optional.' : 'Needs an access token.';
}

function refusals(responses, components) {
  const codes = Object.entries(responses).flatMap(([status, response]) => {
    const { content } = response.$ref ? components.responses[response.$ref.split('/').at(-1)] : response;
    const all = content?.['application/problem+json']?.schema.allOf?.[1].properties.code.enum ?? [];
    const own = all.filter((code) => !COMMON.includes(code)).map((code) => `\`${code}\``);
    return /^[45]/.test(status) && own.length > 0 ? [`${status} ${own.join(' ')}`] : [];
  });
  return codes.length > 0 && `Refusals: ${codes.join(' · ')}`;
}

function* events({ channels, operations }) {
  const { messages } = channels.socket;
  for (const [name, { summary, reply }] of Object.entries(operations)) {
    const [side, event] = name.split(' ');
    const payload = messages[`${event}.${side}`].examples[0].payload;
    const acknowledged = reply && messages[`${event}.ack`].examples[0].payload;
    yield [
      `${side === 'client' ? 'Send' : 'Receive'} ${event}`,
      [summary, block(payload), acknowledged && 'Acknowledged with', block(acknowledged)]
        .filter(Boolean)
        .join('\n\n'),
    ];
  }
}

function jsonOf(content) {
  return content?.['application/json']?.example;
}

function block(example) {
  return example !== undefined && `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``;
}

async function codes() {
  const rows = (await definitions()).map(
    ([code, { status, when, remedy, retryable }]) =>
      `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${when} | ${remedy} |`,
  );
  return [
    '| code | status | retryable | when | what the client does |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** By status, then by name. */
async function definitions() {
  const all = [];
  const files = readdirSync(path.join(root, 'dist'), { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.errors.js'))) {
    const loaded = await import(pathToFileURL(path.join(root, 'dist', file)).href);
    for (const table of Object.values(loaded)) for (const make of Object.values(table)) all.push(make().code);
  }
  const { errorDefinition } = await import('../dist/platform/errors/app-error.js');
  return all
    .map((code) => [code, errorDefinition(code)])
    .sort(([a, { status: x }], [b, { status: y }]) => x - y || (a < b ? -1 : 1));
}
