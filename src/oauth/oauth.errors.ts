import { defineErrors } from '../platform/errors/app-error.js';

export const oauthErrors = defineErrors({
  invalid_oauth_state: {
    status: 400,
    message:
      'This sign-in did not begin in this browser, took too long or was already completed; begin again.',
    retryable: false,
    when: 'The sign-in began in another browser, took too long or was used before.',
    remedy: 'Begin the sign-in again.',
  },
  oauth_answer_invalid: {
    status: 401,
    message: "The provider's answer is not valid; begin again.",
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
      'An account has this e-mail address, which the provider has not verified as yours; verify it there or sign in another way.',
    retryable: false,
    when: 'An account here has the address, which the provider has not verified.',
    remedy: 'Have the user verify it there, or sign in another way.',
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
    message: 'An account has this e-mail address; sign in to it another way and link the provider there.',
    retryable: false,
    when: 'An account here has the address, which only the provider has verified.',
    remedy: 'Sign in another way, then link the provider.',
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
    message:
      'This is the only sign-in method of your account; set a password or link another provider first.',
    retryable: false,
    when: 'The account has no other sign-in method.',
    remedy: 'Set a password or link another provider first.',
  },
  oauth_provider_unavailable: {
    status: 503,
    message: 'The provider is not available right now; try again.',
    retryable: true,
    when: 'The provider does not answer or refuses this server.',
    remedy: 'Try again later, or offer another way to sign in.',
  },
});
