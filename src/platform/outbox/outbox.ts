import { Injectable } from '@nestjs/common';
import { Prisma } from '../database/client/client.js';
import type { Transaction } from '../database/database.js';

/** An event as webhooks receive it. */
export interface OutboxEvent {
  /** Such as `call.ended`; docs/protocol/integrations.md lists them. */
  type: string;
  /** The subject of the event, such as `call:<id>`: events of one subject arrive one after the other. */
  subject: string;
  /** JSON that any receiver may see. */
  data: object;
}

interface OutboxWriter {
  /** @returns how many deliveries it makes */
  write(events: OutboxEvent[], tx: Transaction): Promise<number>;
  hasSubscribers(type: string): Prisma.Sql;
}

/**
 * Events for other back ends: written in the act's own transaction, so that there is never one without the other. The slice
 * that stores and delivers them stands above and registers itself here.
 */
@Injectable()
export class Outbox {
  private writer?: OutboxWriter;

  /** Once, while the application starts. */
  register(writer: OutboxWriter): void {
    this.writer = writer;
  }

  /**
   * Call it after the row of the subject was changed in the same transaction: that row's lock is what puts two acts on one
   * subject in order.
   * @returns how many deliveries it makes; 0: there is no subscription
   */
  async record(events: OutboxEvent[], tx: Transaction): Promise<number> {
    return events.length > 0 && this.writer ? this.writer.write(events, tx) : 0;
  }

  /**
   * A condition for a statement of the caller's: there is a subscription to events of this type. Where those are rare it saves
   * the transaction.
   */
  hasSubscribers(type: string): Prisma.Sql {
    return this.writer?.hasSubscribers(type) ?? Prisma.sql`false`;
  }
}
