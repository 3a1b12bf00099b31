import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Bus, BUS } from '../../platform/bus/bus.js';
import { Events } from '../../platform/events/events.js';
import { Log } from '../../platform/log/log.js';
import { Schedule } from '../../platform/schedule/schedule.js';
import { REVOCATION_LIST, type RevocationList } from './revocation-list.js';
import { RevocationsStore } from './revocations.store.js';
import { SessionRevoked } from '../sessions.events.js';
import { SessionMetrics } from '../sessions.metrics.js';
import type { OutboxRow } from '../sessions.store.js';

const CHANNEL = 'session-revoked';
const RELAY_INTERVAL_MS = 1000;
/** All sessions may end at once. */
const BATCH = 500;

interface Message {
  sessionId: string;
  userId: string;
  reason: string;
  atMs: number;
}

/** Carries committed revocations to every instance: at once, and again by the relay when that did not work. */
@Injectable()
export class Revocations implements OnModuleInit {
  private unsentSince?: number;

  constructor(
    private readonly store: RevocationsStore,
    @Inject(REVOCATION_LIST) private readonly list: RevocationList,
    @Inject(BUS) private readonly bus: Bus,
    private readonly events: Events,
    private readonly schedule: Schedule,
    private readonly metrics: SessionMetrics,
    private readonly log: Log,
  ) {}

  async onModuleInit(): Promise<void> {
    this.metrics.watchOutbox(() =>
      this.unsentSince === undefined ? 0 : (performance.now() - this.unsentSince) / 1000,
    );
    await this.bus.subscribe<Message>(CHANNEL, (message) => this.arrived(message));
    this.schedule.every(RELAY_INTERVAL_MS, 'revocations could not be relayed', () => this.relay(), 'debug');
  }

  /** Announces committed revocations; never throws, since the sessions have ended whether or not other instances hear of it. */
  async announce(rows: OutboxRow[]): Promise<void> {
    for (const { reason } of rows) this.metrics.sessionRevoked(reason);
    for (let from = 0; from < rows.length; from += BATCH)
      await this.announceBatch(rows.slice(from, from + BATCH));
  }

  private async announceBatch(rows: OutboxRow[]): Promise<void> {
    try {
      await this.send(rows);
      await this.store.markSent(rows.map((row) => row.id));
    } catch (error) {
      this.log.warn('revocations could not be sent; they will be sent again', { count: rows.length, error });
      // At least this instance's own sockets.
      for (const row of rows) this.events.publish(new SessionRevoked(row.sessionId, row.userId, row.reason));
    }
  }

  private async send(rows: OutboxRow[]): Promise<void> {
    await this.list.add(rows.map((row) => row.sessionId));
    await Promise.all(
      rows.map(({ sessionId, userId, reason, createdAt }) =>
        this.bus.publish(CHANNEL, { sessionId, userId, reason, atMs: createdAt.getTime() } satisfies Message),
      ),
    );
  }

  private arrived({ sessionId, userId, reason, atMs }: Message): void {
    this.metrics.propagationSeconds.observe(Math.max(0, Date.now() - atMs) / 1000);
    this.events.publish(new SessionRevoked(sessionId, userId, reason));
  }

  private async relay(): Promise<void> {
    if (!(await this.store.hasUnsent())) return void (this.unsentSince = undefined);
    this.unsentSince ??= performance.now();
    // Without pauses: all sessions may have ended.
    while (await this.store.relay((rows) => this.send(rows)));
  }
}
