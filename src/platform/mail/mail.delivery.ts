import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { Log } from '../log/log.js';
import { Metrics } from '../metrics/metrics.js';
import { Schedule } from '../schedule/schedule.js';
import { type Email, Mail } from './mail.js';
import { isRefused, type MailFailure, retryDelayS, withoutEmails } from './mail.policy.js';
import { type MailOutcome, MailStore, type QueuedMail } from './mail.store.js';
import { MAIL_TRANSPORT, type MailTransport } from './mail-transport.js';

const POLL_INTERVAL_MS = 1000;
const DELETE_INTERVAL_MS = 3_600_000;
const COMPLAINT = 'waiting mail could not be looked at';
const BATCH = 10;
/** Longer than all timeouts of a sending together. */
const LEASE_S = 300;
/** Kinds that a newer instance ordered wait for one. */
const UNKNOWN_KIND_DELAY_S = 60;

/** Sends queued e-mails: every instance takes its share, failed ones are tried again for a day. */
@Injectable()
export class MailDelivery implements OnApplicationBootstrap, OnModuleDestroy {
  private closing = false;
  private away = false;
  private readonly sent;
  private readonly failed;

  constructor(
    private readonly mail: Mail,
    private readonly store: MailStore,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport,
    private readonly schedule: Schedule,
    private readonly config: Configuration,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.sent = metrics.counter('mail_sent_total', 'E-mails that were handed over', ['kind']);
    this.failed = metrics.counter('mail_failed_total', 'Attempts that failed, and e-mails given up', [
      'kind',
      'result',
    ]);
    metrics.gauge('mail_queued', 'E-mails that wait to be sent', () =>
      this.store.countQueued().catch(() => Number.NaN),
    );
  }

  onApplicationBootstrap(): void {
    const { folder } = this.transport;
    if (folder !== undefined)
      this.log[this.config.server.nodeEnv === 'production' ? 'warn' : 'info'](
        'mail is written to files; SMTP_URL would send it',
        { folder },
      );
    this.schedule.every(POLL_INTERVAL_MS, COMPLAINT, () => this.deliver(), 'debug');
    void this.schedule.every(DELETE_INTERVAL_MS, COMPLAINT, () => this.store.deleteExpired(), 'debug')();
  }

  onModuleDestroy(): void {
    this.closing = true;
    // E-mails that are cut off here are sent again by another instance, or after the next start.
    this.transport.close();
  }

  private async deliver(): Promise<void> {
    for (let taken = BATCH; taken === BATCH && !this.closing;) {
      const batch = await this.store.claim(BATCH, LEASE_S);
      await Promise.all(batch.map((order) => this.attempt(order)));
      taken = batch.length;
    }
  }

  private async attempt(order: QueuedMail): Promise<void> {
    const composer = this.mail.composer(order.kind);
    if (order.tooOld) return this.giveUp(order, 'given_up');
    if (!composer) return this.store.postpone(order.id, UNKNOWN_KIND_DELAY_S);
    try {
      const email = await composer(order.address, order.data);
      if (email) await this.send(email, order);
      await this.store.finish(order.id, email ? 'sent' : 'dropped');
    } catch (error) {
      await this.failedOnce(order, error);
    }
  }

  private async send({ subject, text }: Email, { address, kind }: QueuedMail): Promise<void> {
    const messageId = `<${randomUUID()}@${new URL(this.config.server.publicUrl).hostname}>`;
    await this.transport.send({ from: this.config.mail.from, to: address, subject, text, messageId });
    this.sent.inc({ kind });
    if (this.away) this.log.info('mail is being sent again');
    this.away = false;
  }

  private async failedOnce(order: QueuedMail, error: unknown): Promise<void> {
    const reason = withoutEmails(error instanceof Error ? error.message : String(error));
    if (isRefused(error as MailFailure)) return this.giveUp(order, 'refused', reason);
    this.failed.inc({ kind: order.kind, result: 'retried' });
    // Once for an outage, not once for every e-mail that waits.
    if (!this.away && !this.closing)
      this.log.warn('mail cannot be sent; it will be tried again for a day', { reason });
    this.away = true;
    await this.store.postpone(order.id, retryDelayS(order.attempts));
  }

  private async giveUp({ id, kind }: QueuedMail, outcome: MailOutcome, reason?: string): Promise<void> {
    this.failed.inc({ kind, result: outcome });
    this.log.warn('an e-mail was given up', { kind, outcome, id, ...(reason && { reason }) });
    await this.store.finish(id, outcome);
  }
}
