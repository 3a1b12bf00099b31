import { defineErrors } from '../platform/errors/app-error.js';

export const integrationsErrors = defineErrors({
  service_key_not_found: {
    status: 404,
    message: 'There is no such service key.',
    retryable: false,
    when: 'There is no such service key.',
    remedy: 'Load the keys again.',
  },
  too_many_service_keys: {
    status: 409,
    message: 'There are too many service keys; revoke one first.',
    retryable: false,
    when: 'There are 100 service keys.',
    remedy: 'Revoke one first.',
  },
  idempotency_key_reused: {
    status: 409,
    message: 'This idempotency key was used for a different request.',
    retryable: false,
    when: 'The key came with another request within 24 hours.',
    remedy: 'Use a new key for a new event.',
  },
  webhook_not_found: {
    status: 404,
    message: 'There is no such webhook.',
    retryable: false,
    when: 'There is no such webhook.',
    remedy: 'Load the webhooks again.',
  },
  too_many_webhooks: {
    status: 409,
    message: 'There are too many webhooks; delete one first.',
    retryable: false,
    when: 'The maximum number of webhooks exists.',
    remedy: 'Delete one first.',
  },
  webhook_url_refused: {
    status: 422,
    message: 'A webhook needs a public https:// URL without a user name in it.',
    retryable: false,
    when: 'The URL is not https, leads to a private network or has a user name.',
    remedy: 'Use a public https URL.',
  },
});
