import { defineErrors } from '../platform/errors/app-error.js';

export const moderationErrors = defineErrors({
  report_not_found: {
    status: 404,
    message: 'There is no such report.',
    retryable: false,
    when: 'There is no such report, or it is about you.',
    remedy: 'Load the reports again.',
  },
  report_closed: {
    status: 409,
    message: 'This report is already closed.',
    retryable: false,
    when: 'The report is already closed.',
    remedy: 'Load the report again.',
  },
  cannot_report_yourself: {
    status: 400,
    message: 'You cannot report yourself.',
    retryable: false,
    when: 'The report is about you.',
    remedy: 'Do not offer it.',
  },
});
