import { defineErrors } from '../platform/errors/app-error.js';

export const usersErrors = defineErrors({
  user_not_found: { status: 404, message: 'There is no such user.', retryable: false },
  username_taken: { status: 409, message: 'This username is taken.', retryable: false },
  email_taken: { status: 409, message: 'This e-mail address is taken.', retryable: false },
  already_member: { status: 409, message: 'This account is no longer a guest.', retryable: false },
  last_admin: { status: 409, message: 'Somebody has to remain who holds the role admin.', retryable: false },
  guests_hold_no_roles: { status: 409, message: 'Guests hold no roles.', retryable: false },
});
