import { randomUUID } from 'node:crypto';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { Log } from '../../platform/log/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Outbox, type OutboxEvent } from '../../platform/outbox/outbox.js';
import { Schedule } from '../../platform/schedule/schedule.js';
import { DeliveriesStore, type Delivery, type Transaction } from './deliveries.store.js';
import { retryAfterMs, retryDelayMs, verdictOf } from './webhook.policy.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { TIMEOUT_MS, WebhookSender } from './webhook-sender.js';

const POLL_INTERVAL_MS = 500;
const DELETE_INTERVAL_MS = 3_600_000;
const COMPLAINT = 'waiting deliveries could not be looked at';
/** To one webhook at a time, by one instance. */
const PARALLEL = 10;
/** Longer than one attempt and the writes after it. */
const LEASE_S = (2 * TIMEOUT_MS) / 1000;

/** Delivers recorded events: every instance takes its share, and the next event of a subject waits for the one before. */
@Injectable()
export class WebhookDelivery implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly underway = new Map<string, Set<Promise<void>>>();
  private readonly claiming = new Set<string>();
  private look?: () => Promise<void>;
  private closing = false;
  private readonly deliveries;

  constructor(
    private readonly store: DeliveriesStore,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
    private readonly outbox: Outbox,
    private readonly schedule: Schedule,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.deliveries = metrics.counter('webhook_deliveries_total', 'Attempts to deliver to webhooks', [
      'result',
    ]);
    // There from the start, so that the first dead letter is an increase.
    for (const result of ['delivered', 'retried', 'dead']) this.deliveries.inc({ result }, 0);
    metrics.gaugeBy(
      'webhook_backlog',
      'Deliveries that wait, that were given up, and the age of the oldest',
      'part',
      () =>
        this.store.backlog().then(
          ({ waiting, oldestS, dead }) => ({ waiting, oldest_seconds: oldestS, dead }),
          () => ({}),
        ),
    );
  }

  onModuleInit(): void {
    this.outbox.register({
      write: (...act) => this.record(...act),
      hasSubscribers: (type) => this.store.isAsked(type),
    });
  }

  onApplicationBootstrap(): void {
    this.look = this.schedule.every(POLL_INTERVAL_MS, COMPLAINT, () => this.lookAround(), 'debug');
    void this.schedule.every(DELETE_INTERVAL_MS, COMPLAINT, () => this.store.deleteExpired(), 'debug')();
  }

  async onModuleDestroy(): Promise<void> {
    this.closing = true;
    // Deliveries it has already claimed are under way then.
    await this.look?.();
    await Promise.all([...this.underway.values()].flatMap((tasks) => [...tasks]));
  }

  private record(events: OutboxEvent[], tx: Transaction): Promise<number> {
    const timestamp = new Date().toISOString();
    const rows = events.map(({ type, subject, data }) => ({
      eventId: randomUUID(),
      type,
      subject,
      body: JSON.stringify({ type, timestamp, data }),
    }));
    return this.store.insert(rows, tx);
  }

  private async lookAround(): Promise<void> {
    if (this.closing) return;
    for (const webhookId of await this.store.due()) await this.fill(webhookId);
  }

  /** Claims as many deliveries for a webhook as it may have at a time; finished ones make room for more. */
  private async fill(webhookId: string): Promise<void> {
    const tasks = this.underway.get(webhookId) ?? new Set();
    if (this.closing || this.claiming.has(webhookId) || tasks.size >= PARALLEL) return;
    this.underway.set(webhookId, tasks);
    this.claiming.add(webhookId);
    try {
      for (const delivery of await this.store.claim(webhookId, PARALLEL - tasks.size, LEASE_S)) {
        const task: Promise<void> = this.attempt(delivery)
          .catch((error: unknown) => this.complain(error))
          .finally(() => tasks.delete(task))
          .then(() => this.fill(webhookId))
          .catch((error: unknown) => this.complain(error));
        tasks.add(task);
      }
    } finally {
      this.claiming.delete(webhookId);
      if (tasks.size === 0) this.underway.delete(webhookId);
    }
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { eventId: id, body, url, secretSealed, previousSealed, webhookId } = delivery;
    const sealed = [secretSealed, ...(previousSealed ? [previousSealed] : [])];
    const headers = this.secrets.sign({ id, body }, sealed, Date.now());
    const answer = await this.sender.send(url, headers, body);
    const verdict = typeof answer === 'string' ? answer : verdictOf(answer.status);
    if (verdict === 'delivered') {
      await this.store.delivered(delivery);
      return this.deliveries.inc({ result: 'delivered' });
    }
    const asked = typeof answer === 'string' ? 0 : retryAfterMs(answer.retryAfter, Date.now());
    const delayMs = Math.max(asked, retryDelayMs(delivery.attempts, Math.random()));
    const { isDead, disabled } = await this.store.failed(delivery, verdict, delayMs, verdict === 'gone');
    this.deliveries.inc({ result: isDead ? 'dead' : 'retried' });
    const facts = { webhookId, eventId: id, reason: verdict };
    if (isDead) this.log.warn('a delivery to a webhook was given up', facts);
    if (disabled) this.log.warn('a webhook was switched off', facts);
  }

  private complain(error: unknown): void {
    this.log.debug(COMPLAINT, { error });
  }
}
