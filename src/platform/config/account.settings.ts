import { IsOptional, Matches } from 'class-validator';
import { Variable } from './variable.js';

/** The first administrator, and retention periods. */
export class AccountSettings {
  @Variable('ADMIN_USERNAME', {
    group: 'Accounts',
    kind: 'string',
    about:
      'Username of the first administrator: where no user has the role admin, this account is created at the start and invited by mail. Needs ADMIN_EMAIL.',
  })
  @IsOptional()
  @Matches(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,30})[A-Za-z0-9]$/, {
    message: 'must be 3 to 32 letters, digits, or . _ - (a letter or digit at both ends)',
  })
  adminUsername?: string;

  @Variable('ADMIN_EMAIL', {
    kind: 'string',
    about: 'Where the invitation of the first administrator goes. Needs ADMIN_USERNAME.',
  })
  @IsOptional()
  @Matches(/^[^\s@]+@[^\s@]+$/, { message: 'must be an e-mail address' })
  adminEmail?: string;

  @Variable('GUEST_PURGE_DAYS', {
    kind: 'integer',
    range: [1, 3650],
    fallback: 30,
    about: 'Days after which a guest who cannot come back is deleted.',
  })
  guestPurgeDays: number;

  @Variable('AUDIT_KEEP_DAYS', {
    kind: 'integer',
    range: [30, 3650],
    fallback: 365,
    about:
      'Days that rows of the audit log are kept; the database refuses to delete younger ones than 30 days.',
  })
  auditKeepDays: number;
}
