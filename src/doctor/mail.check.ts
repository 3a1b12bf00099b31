import { createTransport } from 'nodemailer';
import { ok, problem, reasonOf, type Remark, skipped, warning } from './finding.js';
import type { Deployment } from './deployment.js';

const TIMEOUT_MS = 6000;
/** Names that no mail server elsewhere can answer to (RFC 2606, RFC 6762, and those without a dot). */
const NOWHERE =
  /^[^.]+$|\.(?:local|localhost|internal|invalid|test|example)$|(?:^|\.)example\.(?:org|com|net)$|^[\d.]+$/i;

const UNREACHABLE = /ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|timed? ?out/i;
const CERTIFICATE = /certificate|wrong version number|TLS|SSL/i;

export async function checkMail({ config, production }: Deployment): Promise<Remark[]> {
  if (!config.mail.smtpUrl)
    return [
      production
        ? warning(
            'no mail is sent: it becomes files in DATA_DIR/outbox (or waits, where that cannot be written), so no user can reset a password',
            'set SMTP_URL',
          )
        : skipped('no SMTP_URL: mail becomes files in DATA_DIR/outbox'),
    ];
  const transport = createTransport({
    url: config.mail.smtpUrl,
    dnsTimeout: TIMEOUT_MS,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  try {
    await transport.verify();
  } catch (error) {
    return [problem(`the mail server refuses: ${reasonOf(error)}`, fixOf(error))];
  } finally {
    transport.close();
  }
  const host = new URL(config.mail.smtpUrl).hostname;
  return [ok(`${host} takes mail`), ...sender(config.mail.from)];
}

/** Receiving servers check the sender's domain, and refuse one that cannot exist. */
function sender(mailFrom: string): Remark[] {
  const domain = /@([^>\s]+)>?\s*$/.exec(mailFrom)?.[1] ?? '';
  if (!NOWHERE.test(domain)) return [];
  return [
    warning(
      `MAIL_FROM=${mailFrom}: servers elsewhere refuse mail from ${domain || 'nowhere'}`,
      'set an address in a domain of yours whose DNS names your mail server (SPF, DKIM)',
    ),
  ];
}

function fixOf(error: unknown): string {
  const { code, message } = error as Error & { code?: string };
  if (code === 'EAUTH') return 'correct user and password in SMTP_URL (special characters %-encoded)';
  if (code === 'EDNS' || UNREACHABLE.test(message))
    return 'start it, correct host and port in SMTP_URL, or let this machine out to that port';
  if (CERTIFICATE.test(message))
    return 'use smtps:// for port 465 and smtp:// for port 587, and the host that its certificate names';
  return 'look at the log of the mail server';
}
