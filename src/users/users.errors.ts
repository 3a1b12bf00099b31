import { defineErrors } from '../platform/errors/app-error.js';

export const usersErrors = defineErrors({
  user_not_found: {
    status: 404,
    message: 'There is no such user.',
    retryable: false,
    when: 'There is no active account with this id or username, or it is not visible to you.',
    remedy: 'Remove the user from what you show.',
  },
  username_taken: {
    status: 409,
    message: 'This username is taken.',
    retryable: false,
    when: 'Another account has the username.',
    remedy: 'Ask for another username.',
  },
  email_taken: {
    status: 409,
    message: 'This e-mail address is taken.',
    retryable: false,
    when: 'Another account has the e-mail address.',
    remedy: 'Ask for another address, or offer to sign in.',
  },
  already_member: {
    status: 409,
    message: 'This account is no longer a guest.',
    retryable: false,
    when: 'The guest was upgraded before.',
    remedy: 'Sign in as the member.',
  },
  last_admin: {
    status: 409,
    message: 'At least one user with the role admin must remain.',
    retryable: false,
    when: 'The change would leave no user with the role `admin` who can sign in.',
    remedy: 'Make another user an administrator first.',
  },
  guests_hold_no_roles: {
    status: 409,
    message: 'Guests hold no roles.',
    retryable: false,
    when: 'The role is for members only, and the user is a guest.',
    remedy: 'Have the guest create an account first.',
  },
});
