import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Configuration } from '../../platform/config/configuration.js';
import { decodeCursor, encodeCursor, pageOf } from '../../platform/http/cursor.js';
import type { ServicePrincipal } from '../../platform/access/principal.js';
import type { Page } from '../../platform/wire/problem.protocol.js';
import { Limits } from '../../platform/limits/limits.js';
import { PersonalData } from '../../users/personal-data.service.js';
import { DeadLettersStore } from './dead-letters.store.js';
import { integrationsErrors } from '../integrations.errors.js';
import { MANAGE } from '../integrations.limits.js';
import type { DeadLetter, WebhookInfo } from '../integrations.protocol.js';
import { webhookUrl } from './webhook.policy.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { type Transaction, type WebhookChange, WebhooksStore } from './webhooks.store.js';

const WEBHOOKS_MAX = 50;

/** Webhooks, and the state of their deliveries. */
@Injectable()
export class WebhooksService implements OnModuleInit {
  constructor(
    private readonly store: WebhooksStore,
    private readonly deadLetters: DeadLettersStore,
    private readonly secrets: WebhookSecrets,
    private readonly limits: Limits,
    private readonly audit: Audit,
    private readonly personalData: PersonalData,
    private readonly config: Configuration,
  ) {}

  onModuleInit(): void {
    this.personalData.register('webhooks', {
      read: (userId) => this.deadLetters.about(userId),
      erase: (userId, tx) => this.deadLetters.erase(userId, tx),
    });
  }

  list(): Promise<WebhookInfo[]> {
    return this.store.list();
  }

  /** @throws webhook_not_found */
  async get(id: string): Promise<WebhookInfo> {
    const webhook = await this.store.find(id);
    if (!webhook) throw integrationsErrors.webhook_not_found();
    return webhook;
  }

  /** @returns with the secret, which nobody sees again @throws webhook_url_refused, too_many_webhooks, rate_limited */
  async subscribe(
    service: ServicePrincipal,
    input: { url: string; events: string[]; description?: string },
  ): Promise<WebhookInfo & { secret: string }> {
    const url = this.checkUrl(input.url);
    await this.limits.consume(MANAGE, service.keyId);
    const { secret, sealed } = this.secrets.make();
    const id = randomUUID();
    await this.store.transaction(async (tx) => {
      if ((await this.store.holdCount(tx)) >= WEBHOOKS_MAX) throw integrationsErrors.too_many_webhooks();
      const { description = '' } = input;
      const events = [...new Set(input.events)];
      await this.store.insert({ id, url, events, description, secretSealed: sealed }, tx);
      await this.record('webhook_created', service, id, tx);
    });
    return { ...(await this.get(id)), secret };
  }

  /** @throws webhook_not_found, webhook_url_refused, rate_limited */
  async change(service: ServicePrincipal, id: string, input: WebhookChange): Promise<WebhookInfo> {
    const change = { ...input, ...(input.url !== undefined && { url: this.checkUrl(input.url) }) };
    await this.limits.consume(MANAGE, service.keyId);
    await this.store.transaction(async (tx) => {
      if (!(await this.store.change(id, change, tx))) throw integrationsErrors.webhook_not_found();
      await this.record('webhook_changed', service, id, tx);
    });
    return this.get(id);
  }

  /** The secret before signs beside the new one for a day. @throws webhook_not_found, rate_limited */
  async rotateSecret(service: ServicePrincipal, id: string): Promise<WebhookInfo & { secret: string }> {
    await this.limits.consume(MANAGE, service.keyId);
    const { secret, sealed } = this.secrets.make();
    await this.store.transaction(async (tx) => {
      if (!(await this.store.replaceSecret(id, sealed, tx))) throw integrationsErrors.webhook_not_found();
      await this.record('webhook_secret_rotated', service, id, tx);
    });
    return { ...(await this.get(id)), secret };
  }

  /** Pending deliveries are deleted, too. @throws webhook_not_found, rate_limited */
  async unsubscribe(service: ServicePrincipal, id: string): Promise<void> {
    await this.limits.consume(MANAGE, service.keyId);
    await this.store.transaction(async (tx) => {
      if (!(await this.store.delete(id, tx))) throw integrationsErrors.webhook_not_found();
      await this.record('webhook_deleted', service, id, tx);
    });
  }

  /** The latest first. @throws webhook_not_found, validation_failed for a foreign cursor */
  async listDead(id: string, query: { limit: number; cursor?: string }): Promise<Page<DeadLetter>> {
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    await this.get(id);
    const rows = await this.deadLetters.list(id, before, query.limit + 1);
    const { shown, nextCursor } = pageOf(rows, query.limit, ({ deadAt, id }) =>
      encodeCursor({ createdAt: deadAt.toISOString(), id }),
    );
    const items = shown.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      deadAt: row.deadAt.toISOString(),
    }));
    return { items, nextCursor };
  }

  /** @param ids absent: all @returns how many are delivered again @throws webhook_not_found, rate_limited */
  async replay(service: ServicePrincipal, id: string, ids: string[] | undefined): Promise<number> {
    await this.get(id);
    await this.limits.consume(MANAGE, service.keyId);
    return this.deadLetters.replay(id, ids);
  }

  private checkUrl(raw: string): string {
    const url = webhookUrl(raw, this.config.webhooks.allowPrivate);
    if (!url) throw integrationsErrors.webhook_url_refused();
    return url.href;
  }

  private record(
    reason: string,
    { keyId }: ServicePrincipal,
    webhookId: string,
    tx: Transaction,
  ): Promise<void> {
    const details = { serviceKeyId: keyId, webhookId };
    return this.audit.record({ event: 'authz_change', result: 'success', reason, details }, tx);
  }
}
