import { ExportPages } from '../users/personal-data.service.js';

/** The parts of an export, in their order; each is read while it is sent. */
export type ExportParts = AsyncIterable<[name: string, value: unknown]>;

/** One JSON document, piece by piece: nothing longer than a page is held. */
export async function* exportJson(parts: ExportParts): AsyncGenerator<string> {
  let separator = '{';
  for await (const [name, value] of parts) {
    yield `${separator}${JSON.stringify(name)}:`;
    yield* json(value);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}

async function* json(value: unknown): AsyncGenerator<string> {
  if (value instanceof ExportPages) yield* array(value);
  else if (hasPages(value)) yield* object(value);
  else yield JSON.stringify(value ?? null);
}

async function* object(value: object): AsyncGenerator<string> {
  let separator = '{';
  for (const [name, inner] of Object.entries(value)) {
    yield `${separator}${JSON.stringify(name)}:`;
    yield* json(inner);
    separator = ',';
  }
  yield '}';
}

async function* array({ pages }: ExportPages): AsyncGenerator<string> {
  let separator = '[';
  for await (const page of pages()) {
    const entries = page.map((entry) => JSON.stringify(entry)).join(',');
    if (entries === '') continue;
    yield separator + entries;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

function hasPages(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((inner) => inner instanceof ExportPages)
  );
}
