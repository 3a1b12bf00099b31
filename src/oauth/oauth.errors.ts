import { defineErrors } from '../platform/errors/app-error.js';

export const oauthErrors = defineErrors({
  invalid_oauth_state: {
    status: 400,
    message: 'This sign-in was not begun in this browser, took too long or was used before; begin again.',
    retryable: false,
  },
  oauth_answer_invalid: {
    status: 401,
    message: 'What the provider answered cannot be trusted; begin again.',
    retryable: false,
  },
  oauth_denied: { status: 403, message: 'The sign-in was cancelled at the provider.', retryable: false },
  oauth_email_unverified: {
    status: 403,
    message:
      'An account has this e-mail address, and the provider has not verified that it is yours; verify it there or sign in otherwise.',
    retryable: false,
  },
  identity_not_found: {
    status: 404,
    message: 'No account at this provider is linked to yours.',
    retryable: false,
  },
  link_required: {
    status: 409,
    message: 'An account has this e-mail address; sign in to it otherwise and link the provider there.',
    retryable: false,
  },
  identity_taken: {
    status: 409,
    message: 'This account at the provider is linked to another account here.',
    retryable: false,
  },
  provider_already_linked: {
    status: 409,
    message: 'Another account at this provider is linked to yours; unlink it first.',
    retryable: false,
  },
  last_sign_in_method: {
    status: 409,
    message: 'This is the only way into your account; set a password or link another provider first.',
    retryable: false,
  },
  oauth_provider_unavailable: {
    status: 503,
    message: 'The provider cannot be reached or refuses to work with us right now; try again.',
    retryable: true,
  },
});
