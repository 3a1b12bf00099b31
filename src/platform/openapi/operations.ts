import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Examples } from './examples.js';
import { ProblemResponses, type Response } from './problem-responses.js';
import { refusalsOf } from './refusals.js';
import { type RouteFacts, routeFacts } from './route-facts.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Exclude<Schemas[string], { $ref: string }>;
type Content = NonNullable<Response['content']>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const JSON_TYPE = 'application/json';
/** A browser brings it; no document says how a client would. */
const IMPLICIT_HEADERS = ['authorization', 'if-none-match'];

/** Adds facts that a controller's decorators do not give: access, refusals, examples. */
export function completeOperations(app: NestFastifyApplication, document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  tidySchemas(schemas);
  const known = routeFacts(app);
  const examples = new Examples(schemas);
  const problems = new ProblemResponses();
  for (const path of Object.values(document.paths))
    for (const method of METHODS) {
      const operation = path[method];
      if (!operation) continue;
      const facts = known.get(operation.operationId ?? '');
      if (!facts) throw new Error(`no route is called ${operation.operationId}`);
      operation.security = securityOf(facts, operation.security !== undefined);
      describeParameters(operation, facts, examples);
      addExamples(operation, examples);
      addProblems(operation, facts, problems);
    }
  return { ...document, components: { ...document.components, responses: sorted(problems.components) } };
}

function tidySchemas(schemas: Schemas): void {
  for (const schema of Object.values(schemas)) {
    if ('$ref' in schema) continue;
    for (const property of Object.values(schema.properties ?? {})) {
      if ('$ref' in property) continue;
      if (property.nullable && property.type === undefined) property.type = typeOfReferred(property, schemas);
      if (property.default !== undefined) sayDefault(property);
    }
  }
}

/** OpenAPI 3.0 allows `nullable` beside `type` only. */
function typeOfReferred({ allOf }: Schema, schemas: Schemas): Schema['type'] {
  const referred = allOf?.[0];
  const target = referred && '$ref' in referred ? schemas[referred.$ref.split('/').at(-1)!] : undefined;
  return target && !('$ref' in target) ? target.type : 'object';
}

/** Client generators treat a property with a default as always present, and require it from the sender. */
function sayDefault(property: Schema): void {
  const about = `Default: \`${String(property.default)}\`.`;
  property.description = property.description ? `${property.description} ${about}` : about;
  delete property.default;
}

/** @param saysToken whether the controller says that it looks at tokens itself */
function securityOf(
  { isPublic, isTokenOptional, scope }: RouteFacts,
  saysToken: boolean,
): NonNullable<Operation['security']> {
  if (scope) return [{ serviceKey: [] }];
  if (isTokenOptional || (isPublic && saysToken)) return [{}, { bearer: [] }];
  return isPublic ? [] : [{ bearer: [] }];
}

function describeParameters(operation: Operation, { uuids }: RouteFacts, examples: Examples): void {
  operation.parameters = operation.parameters?.filter(
    (parameter) => !('name' in parameter && IMPLICIT_HEADERS.includes(parameter.name.toLowerCase())),
  );
  for (const parameter of operation.parameters ?? []) {
    if ('$ref' in parameter || !parameter.schema) continue;
    if (uuids.includes(parameter.name) && !('$ref' in parameter.schema)) parameter.schema.format = 'uuid';
    if (parameter.required)
      parameter.example ??= examples.of(parameter.schema, `${operation.operationId} ${parameter.name}`);
  }
}

function addExamples(operation: Operation, examples: Examples): void {
  const { requestBody } = operation;
  const bodies: [string, Content | undefined][] = [];
  if (requestBody && !('$ref' in requestBody)) bodies.push(['request', requestBody.content]);
  for (const [status, response] of Object.entries(operation.responses))
    if (response && !('$ref' in response)) bodies.push([status, response.content]);
  for (const [which, content] of bodies) {
    const media = content?.[JSON_TYPE];
    if (media?.schema && media.example === undefined)
      media.example = examples.of(media.schema, `${operation.operationId} ${which}`);
  }
}

function addProblems(operation: Operation, facts: RouteFacts, problems: ProblemResponses): void {
  const { requestBody } = operation;
  const takes = requestBody && !('$ref' in requestBody) ? Object.keys(requestBody.content) : [];
  for (const [status, response] of problems.by(refusalsOf(facts, takes))) {
    const own = operation.responses[status];
    if (own === undefined) operation.responses[status] = problems.reference(response);
    else if (!('$ref' in own)) {
      own.headers = { ...response.headers, ...own.headers };
      own.content = { ...own.content, ...response.content };
    }
  }
  operation.responses.default ??= problems.others;
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
