import type { Letter } from './mail.js';

export const MAIL_TRANSPORT = Symbol('mail-transport');

export interface Envelope extends Letter {
  from: string;
  to: string;
  /** With angle brackets (RFC 5322, 3.6.4). */
  messageId: string;
}

/** Where letters go: to a mail server, or into files. */
export interface MailTransport {
  /** Where its letters can be read, when they become files. */
  readonly folder?: string;
  /** @throws when the letter was not taken; see `MailFailure` for what the error may tell */
  send(envelope: Envelope): Promise<void>;
  close(): void;
}

/** RFC 3834: nobody's holiday notice should answer. */
export const AUTO_SUBMITTED = 'auto-generated';
