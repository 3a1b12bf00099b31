import { defineErrors } from '../platform/errors/app-error.js';

export const oauthErrors = defineErrors({
  invalid_oauth_state: {
    status: 400,
    message: 'This sign-in was not begun in this browser, took too long or was used before; begin again.',
    retryable: false,
    when: 'The sign-in began in another browser, took too long or was used before.',
    remedy: 'Begin the sign-in again.',
  },
  oauth_answer_invalid: {
    status: 401,
    message: 'What the provider answered cannot be trusted; begin again.',
    retryable: false,
    when: "The provider's answer is not signed or not complete.",
    remedy: 'Begin the sign-in again.',
  },
  oauth_denied: {
    status: 403,
    message: 'The sign-in was cancelled at the provider.',
    retryable: false,
    when: 'The user cancelled at the provider.',
    remedy: 'Show the sign-in page.',
  },
  oauth_email_unverified: {
    status: 403,
    message:
      'An account has this e-mail address, and the provider has not verified that it is yours; verify it there or sign in otherwise.',
    retryable: false,
    when: 'An account here has the address, which the provider has not verified.',
    remedy: 'Have the user verify it there, or sign in otherwise.',
  },
  identity_not_found: {
    status: 404,
    message: 'No account at this provider is linked to yours.',
    retryable: false,
    when: 'No account at this provider is linked to yours.',
    remedy: 'Load the list of linked accounts again.',
  },
  link_required: {
    status: 409,
    message: 'An account has this e-mail address; sign in to it otherwise and link the provider there.',
    retryable: false,
    when: 'An account here has the address, which only the provider has verified.',
    remedy: 'Sign in otherwise, then link the provider.',
  },
  identity_taken: {
    status: 409,
    message: 'This account at the provider is linked to another account here.',
    retryable: false,
    when: 'The account at the provider is linked to another account here.',
    remedy: 'Use another account at the provider.',
  },
  provider_already_linked: {
    status: 409,
    message: 'Another account at this provider is linked to yours; unlink it first.',
    retryable: false,
    when: 'Another account at the provider is linked to yours.',
    remedy: 'Unlink that one first.',
  },
  last_sign_in_method: {
    status: 409,
    message: 'This is the only way into your account; set a password or link another provider first.',
    retryable: false,
    when: 'Nothing else could sign in to the account.',
    remedy: 'Set a password or link another provider first.',
  },
  oauth_provider_unavailable: {
    status: 503,
    message: 'The provider cannot be reached or refuses to work with us right now; try again.',
    retryable: true,
    when: 'The provider does not answer or refuses this server.',
    remedy: 'Try again later, or offer another way to sign in.',
  },
});
