// Checks of the files in docs/, with standard tools where there are any, and without a network.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const OPENAPI = 'docs/openapi.json';
const ASYNCAPI = 'docs/asyncapi.json';

/** By redocly.yaml; a warning is a complaint, too. */
export async function openApiComplaints() {
  const { lint, loadConfig } = await import('@redocly/openapi-core');
  const config = await loadConfig({ configPath: path.resolve('redocly.yaml') });
  const problems = await lint({ ref: path.resolve(OPENAPI), config });
  return report(
    problems
      .filter(({ ignored }) => !ignored)
      .map(
        ({ severity, ruleId, message, location: [at] }) => `${severity} ${ruleId} ${at?.pointer}: ${message}`,
      ),
  );
}

export async function asyncApiComplaints() {
  const { default: asyncapi } = await import('@asyncapi/parser');
  const problems = await new asyncapi.Parser().validate(readFileSync(ASYNCAPI, 'utf8'));
  return report([
    ...problems.map(({ code, message, path: at }) => `${code} ${at.join('.')}: ${message}`),
    ...(await wrongExamples()),
  ]);
}

/** The parser does not look at examples of messages. */
async function wrongExamples() {
  const { Ajv } = await import('ajv');
  const { channels, components } = JSON.parse(readFileSync(ASYNCAPI, 'utf8'));
  const ajv = new Ajv({ strict: false });
  return Object.entries(channels.socket.messages).flatMap(([key, { payload, examples }]) => {
    const fits = ajv.compile({ ...payload, components });
    return examples
      .filter((example) => !fits(example.payload))
      .map(() => `example of ${key}: ${ajv.errorsText(fits.errors)}`);
  });
}

/** Every link from a page to a file of ours, and to a heading in it. */
export function brokenLinks() {
  const pages = readdirSync('docs', { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join('docs', name));
  return report(
    [...pages, 'README.md'].flatMap((page) =>
      [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target]) => target)
        .filter((target) => !/^[a-z]+:/.test(target) && !isThere(page, target))
        .map((target) => `${page}: ${target} leads nowhere`),
    ),
  );
}

function isThere(page, target) {
  const [file, anchor] = target.split('#');
  const found = file === '' ? page : path.join(path.dirname(page), decodeURIComponent(file));
  if (!existsSync(found)) return false;
  return anchor === undefined || !found.endsWith('.md') || anchorsOf(found).includes(anchor);
}

/** As GitHub makes them. */
function anchorsOf(page) {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function proseOf(page) {
  return readFileSync(page, 'utf8').replaceAll(/^```[^]*?^```/gm, '');
}

function report(complaints) {
  return complaints.length > 0 ? complaints.join('\n') : undefined;
}
