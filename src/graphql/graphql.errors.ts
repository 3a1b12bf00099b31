import { defineErrors } from '../platform/errors/app-error.js';

/** Conditions of the query itself; everything else has the code it has on REST. */
export const graphqlErrors = defineErrors({
  graphql_invalid: {
    status: 400,
    message: 'The query is not valid.',
    retryable: false,
    when: 'The query does not parse or does not fit the schema.',
    remedy: 'Correct the query.',
  },
  graphql_too_complex: {
    status: 400,
    message: 'The query is too complex; split it.',
    retryable: false,
    when: 'The query is too long, too deep or costs too much.',
    remedy: 'Split the query.',
  },
});
