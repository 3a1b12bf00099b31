/** GraphQL as any client would send it. */
import supertest from 'supertest';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { type Answer, answer } from './rest.js';

interface GraphqlError {
  message: string;
  path?: (string | number)[];
  locations?: object[];
  extensions: Omit<Problem, 'detail'>;
}

export interface GraphqlAnswer<T = Record<string, unknown>> {
  data?: T | null;
  errors?: GraphqlError[];
}

/** @param headers such as `authorization` */
export function graphql<T = Record<string, unknown>>(
  url: string,
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<Answer<GraphqlAnswer<T>>> {
  return answer<GraphqlAnswer<T>>(supertest(url).post('/graphql').set(headers).send({ query, variables }));
}

/** The refusals, in the order of the answer. */
export function codes({ body }: { body: GraphqlAnswer }): string[] {
  return (body.errors ?? []).map(({ extensions }) => extensions.code);
}
