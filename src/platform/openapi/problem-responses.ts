import type { OpenAPIObject } from '@nestjs/swagger';
import { AppError, errorDefinition } from '../errors/app-error.js';
import { problem } from '../http/problem.filter.js';
import { EXAMPLE_UUID } from './examples.js';

type Components = NonNullable<OpenAPIObject['components']>;
export type Response = Exclude<NonNullable<Components['responses']>[string], { $ref: string }>;

const MEDIA_TYPE = 'application/problem+json';

const seconds = (description: string) => ({ description, schema: { type: 'integer' as const, example: 30 } });
const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string' as const, example },
});
const HEADERS: Record<string, Response['headers']> = {
  401: { 'WWW-Authenticate': text('The scheme that is wanted (RFC 6750).', 'Bearer error="invalid_token"') },
  429: {
    'Retry-After': seconds('How many seconds to wait.'),
    RateLimit: text('What is left of the limit.', '"login-address";r=0;t=30'),
    'RateLimit-Policy': text('The limit that was exceeded.', '"login-address";q=30;w=300'),
  },
  503: { 'Retry-After': seconds('How many seconds to wait.') },
};

/** Refusals that any request may meet; tools also expect a default response. */
const OTHERS: Response = {
  description: 'Any other refusal: `method_not_allowed`, `request_timeout`, `headers_too_large` …',
  content: { [MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Named responses, each written once: by their refusals. */
export class ProblemResponses {
  readonly components: Record<string, Response> = { Problem: OTHERS };

  /** @param codes in the order in which they are named @returns the answer for each status */
  by(codes: string[]): Map<string, Response> {
    const byStatus = new Map<string, string[]>();
    for (const code of codes) {
      const status = String(definitionOf(code).status);
      byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
    }
    return new Map([...byStatus].sort().map(([status, these]) => [status, responseOf(status, these)]));
  }

  get others(): { $ref: string } {
    return { $ref: '#/components/responses/Problem' };
  }

  reference(response: Response): { $ref: string } {
    const name = codesOf(response).join('.');
    this.components[name] = response;
    return { $ref: `#/components/responses/${name}` };
  }
}

function codesOf({ content }: Response): string[] {
  const schema = content?.[MEDIA_TYPE]?.schema as { allOf: [unknown, { properties: Coded }] };
  return schema.allOf[1].properties.code.enum;
}

type Coded = { code: { type: 'string'; enum: string[] } };

function responseOf(status: string, codes: string[]): Response {
  const properties: Coded = { code: { type: 'string', enum: codes } };
  const headers = HEADERS[status];
  return {
    description: codes.map((code) => `\`${code}\`: ${definitionOf(code).message}`).join('\n\n'),
    ...(headers && { headers }),
    content: {
      [MEDIA_TYPE]: {
        schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties }] },
        example: problemExample(codes[0]!),
      },
    },
  };
}

function problemExample(code: string): object {
  const definition = definitionOf(code);
  const error = new AppError(code, definition, {
    ...(definition.status === 429 || definition.status === 503 ? { retryAfterMs: 30_000 } : {}),
    ...(code === 'validation_failed' && {
      errors: [{ path: 'username', code: 'is_string', message: 'username must be a string' }],
    }),
  });
  return problem(error, EXAMPLE_UUID);
}

function definitionOf(code: string) {
  const definition = errorDefinition(code);
  if (!definition) throw new Error(`@Refuses names ${code}, which no *.errors.ts has`);
  return definition;
}
