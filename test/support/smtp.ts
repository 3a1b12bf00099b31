/** A real mail server on loopback that keeps every received e-mail. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { eventually } from './eventually.js';

export interface DeliveredMail extends Email {
  /** Of the envelope. */
  recipients: string[];
  raw: string;
}

export class MailServer {
  readonly received: DeliveredMail[] = [];
  /** Letters it has read and then said 451 to. */
  readonly turnedAway: DeliveredMail[] = [];
  /** How many letters it will turn away from now on. */
  busyFor = 0;
  /** Recipients it says 550 to. */
  readonly unknown = new Set<string>();
  /** How often it was asked to take something for a recipient. */
  readonly attempts = new Map<string, number>();

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** @param port a free one unless given; `password` makes it ask for one */
  static async start({ port = 0, password }: { port?: number; password?: string } = {}): Promise<MailServer> {
    const kept: { self?: MailServer } = {};
    const server = new SMTPServer({
      // Its certificate is nobody's; a server that offers no TLS must do.
      disabledCommands: ['STARTTLS', ...(password === undefined ? ['AUTH'] : [])],
      authOptional: password === undefined,
      allowInsecureAuth: true,
      // The server under test keeps its connections.
      closeTimeout: 100,
      onAuth: (auth, _session, done) =>
        auth.password === password ? done(null, { user: auth.username }) : done(smtpError(535, 'no')),
      onRcptTo: ({ address }, _session, done) => {
        const { attempts, unknown } = kept.self!;
        attempts.set(address, (attempts.get(address) ?? 0) + 1);
        done(unknown.has(address) ? smtpError(550, `<${address}>: no such user`) : undefined);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks);
          void PostalMime.parse(raw).then((mail) => {
            const recipients = session.envelope.rcptTo.map(({ address }) => address);
            const self = kept.self!;
            const busy = self.busyFor > 0;
            if (busy) self.busyFor -= 1;
            const letter = { ...mail, recipients, raw: raw.toString() };
            (busy ? self.turnedAway : self.received).push(letter);
            done(busy ? smtpError(451, 'come back later') : undefined);
          });
        });
      },
    });
    // Connections that a test cuts.
    server.on('error', () => undefined);
    server.listen(port, '127.0.0.1');
    await once(server.server, 'listening');
    kept.self = new MailServer(server, (server.server.address() as AddressInfo).port);
    return kept.self;
  }

  /** The first e-mail to a recipient (about `subject`); waits for it. */
  async mailTo(address: string, subject = /./): Promise<DeliveredMail> {
    const found = await eventually(
      () =>
        this.received.find((mail) => mail.recipients.includes(address) && subject.test(mail.subject ?? '')),
      (mail) => mail !== undefined,
    );
    return found!;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
