import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { AppError } from '../platform/errors/app-error.js';
import { toAppError } from '../platform/errors/to-app-error.js';
import { Log } from '../platform/log/log.js';
import type { GraphqlRefusal } from './graphql.dto.js';
import { graphqlErrors } from './graphql.errors.js';
import { hasTooManyTokens } from './query-limits.js';

/** Errors in GraphQL's form: `extensions` holds what a problem document holds on REST. */
@Injectable()
export class Refusals {
  constructor(private readonly log: Log) {}

  /** Several entries of `errors`; faults of the server are logged. */
  describe(errors: readonly (GraphQLError | AppError)[], requestId: string): GraphqlRefusal[] {
    return errors.map((error) => this.entry(error, requestId));
  }

  private entry(error: GraphQLError | AppError, requestId: string): GraphqlRefusal {
    const refusal = error instanceof AppError ? error : meaningOf(error);
    if (refusal.status >= 500 && refusal.cause !== undefined)
      this.log.failure('request failed', refusal, { requestId });
    const { message, ...facts } = refusal.toWire();
    const { locations, path } = error instanceof GraphQLError ? error : {};
    return {
      message,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: { ...facts, requestId },
    };
  }
}

function meaningOf(error: GraphQLError): AppError {
  if (hasTooManyTokens(error)) return graphqlErrors.graphql_too_complex({ message: error.message });
  const thrown = error.originalError;
  // Not from a resolver: the query itself, or an argument that is found wrong when its field is called.
  if (thrown === undefined ? error.path === undefined : thrown instanceof GraphQLError && thrown.nodes)
    return graphqlErrors.graphql_invalid({ message: error.message });
  return toAppError(thrown ?? error);
}
