import { defineErrors } from '../platform/errors/app-error.js';

export const moderationErrors = defineErrors({
  report_not_found: { status: 404, message: 'There is no such report.', retryable: false },
  report_closed: { status: 409, message: 'Somebody has settled this report already.', retryable: false },
  cannot_report_yourself: { status: 400, message: 'You cannot report yourself.', retryable: false },
});
