import type { Email } from './mail.js';

export const MAIL_TRANSPORT = Symbol('mail-transport');

export interface Envelope extends Email {
  from: string;
  to: string;
  /** With angle brackets (RFC 5322, 3.6.4). */
  messageId: string;
}

/** Where e-mails go: to a mail server, or into files. */
export interface MailTransport {
  /** Where its e-mails can be read, when they become files. */
  readonly folder?: string;
  /** @throws when the e-mail was not accepted; see `MailFailure` for the fields of the error */
  send(envelope: Envelope): Promise<void>;
  close(): void;
}

/** RFC 3834: nobody's holiday notice should answer. */
export const AUTO_SUBMITTED = 'auto-generated';
