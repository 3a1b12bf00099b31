import { createTransport } from 'nodemailer';
import { AUTO_SUBMITTED, type Envelope, type MailTransport } from './mail-transport.js';

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;

/** Hands e-mails to a mail server over a few kept connections; STARTTLS where it is offered. */
export class SmtpMailTransport implements MailTransport {
  private readonly pool;

  constructor(url: string) {
    this.pool = createTransport({
      url,
      pool: true,
      maxConnections: 3,
      // The outbox tries again, with a delay.
      maxRequeues: 0,
      dnsTimeout: CONNECT_TIMEOUT_MS,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ from, to, subject, text, messageId }: Envelope): Promise<void> {
    await this.pool.sendMail({
      from,
      to: { name: '', address: to },
      subject,
      text,
      messageId,
      headers: { 'Auto-Submitted': AUTO_SUBMITTED },
    });
  }

  close(): void {
    this.pool.close({ force: true });
  }
}
