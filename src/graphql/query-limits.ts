import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { type DocumentNode, GraphQLError, type GraphQLSchema, validate } from 'graphql';
import { graphqlErrors } from './graphql.errors.js';

/** How much one request may ask for. Our deepest operation has 4 levels; introspection takes 300 tokens. */
export const QUERY_MAX_LENGTH = 16_384;
export const QUERY_MAX_TOKENS = 1000;
const MAX_DEPTH = 8;
const MAX_ALIASES = 10;
const MAX_COST = 500;

const rules = [
  maxAliasesRule({ n: MAX_ALIASES, allowList: [] }),
  maxDepthRule({ n: MAX_DEPTH }),
  costLimitRule({ maxCost: MAX_COST }),
];

/**
 * Before validation, because some of its rules take time that grows with the square of the fields.
 * @throws graphql_too_complex
 */
export function refuseTooComplex(schema: GraphQLSchema, document: DocumentNode): void {
  try {
    validate(schema, document, rules);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw graphqlErrors.graphql_too_complex({ message: error.message.replace('Syntax Error: ', '') });
  }
}

/** Mercurius takes a document that has been parsed already, as JSON; then nobody would have counted its tokens. */
export function refuseJson(source: string): void {
  try {
    JSON.parse(source);
  } catch {
    return;
  }
  throw graphqlErrors.graphql_invalid({ message: 'The query is JSON; send GraphQL.' });
}

/** Whether the parser gave up because of `QUERY_MAX_TOKENS`. */
export function hasTooManyTokens(error: GraphQLError): boolean {
  return error.message.startsWith('Syntax Error: Document contains more tha');
}
