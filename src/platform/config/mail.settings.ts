import { IsOptional, IsString, Matches } from 'class-validator';
import { webPage } from './origin.js';
import { Variable } from './variable.js';

/** How mail leaves the house. */
export class MailSettings {
  @Variable('SMTP_URL', {
    group: 'Mail',
    kind: 'string',
    secret: true,
    about:
      'Mail server, smtp://user:password@host:587 (STARTTLS where offered) or smtps://user:password@host:465. Empty: mail is written to files in DATA_DIR/outbox.',
  })
  @IsOptional()
  @Matches(/^smtps?:\/\/[^\s]+$/, { message: 'must begin with smtp:// or smtps:// (or be empty for files)' })
  smtpUrl?: string;

  @Variable('MAIL_FROM', {
    kind: 'string',
    about:
      'Sender of all mail, such as Ringline <no-reply@example.org>. Default: no-reply at the host of PUBLIC_URL.',
  })
  @Matches(/^[^\r\n]+@[^\r\n]+$/, { message: 'must be an address such as Ringline <no-reply@example.org>' })
  from: string;

  @Variable('MAIL_LINK_BASE', {
    kind: 'string',
    about:
      'Page that links in mail open; tokens follow in the fragment, /reset#token=…. Default: PUBLIC_URL.',
    spelling: webPage,
  })
  @IsString()
  linkBase: string;

  @Variable('REGISTER_OPAQUE', {
    kind: 'boolean',
    fallback: false,
    about:
      'true: registering needs an e-mail address, always answers 202 and never says whether the address is taken; who has not confirmed theirs cannot sign in with a password (a reset confirms it).',
  })
  registerOpaque: boolean;
}
