/** The next step after a failed attempt. An unavailable server comes back; one that rejects the recipient means it. */

const FIRST_DELAY_S = 5;
const LONGEST_DELAY_S = 3600;

/** The known facts of a failure; the fields are those of nodemailer's errors. */
export interface MailFailure {
  /** The SMTP command that was answered. */
  command?: string;
  /** Whether the answer was final (RFC 5321, 4.2.1: 5yz). */
  permanent?: boolean;
}

/** Seconds until the next attempt: 5, 10, 20 … and then every hour. @param attempts made so far, 1 or more */
export function retryDelayS(attempts: number): number {
  return Math.min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** Math.min(attempts - 1, 20));
}

/**
 * Whether this recipient or this e-mail was refused for good. A refusal of our login or of the sender's e-mail address is the
 * operator's to mend, so such mail waits.
 */
export function isRefused({ command, permanent }: MailFailure): boolean {
  return permanent === true && (command === 'RCPT TO' || command === 'DATA');
}

/** The server's message about a failure, without the e-mail addresses it repeats. */
export function withoutEmails(text: string): string {
  return text.replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;]+/g, '(address)').slice(0, 300);
}
