import { defineErrors } from '../platform/errors/app-error.js';

export const integrationsErrors = defineErrors({
  service_key_not_found: { status: 404, message: 'There is no such service key.', retryable: false },
  too_many_service_keys: {
    status: 409,
    message: 'There are too many service keys; revoke one first.',
    retryable: false,
  },
  idempotency_key_reused: {
    status: 409,
    message: 'This idempotency key was used for something else.',
    retryable: false,
  },
  webhook_not_found: { status: 404, message: 'There is no such webhook.', retryable: false },
  too_many_webhooks: {
    status: 409,
    message: 'There are too many webhooks; delete one first.',
    retryable: false,
  },
  webhook_url_refused: {
    status: 422,
    message: 'Webhooks go to https:// addresses of the open internet, without a user name in them.',
    retryable: false,
  },
});
