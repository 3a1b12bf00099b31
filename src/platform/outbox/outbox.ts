import { Injectable } from '@nestjs/common';
import { Prisma } from '../database/client/client.js';
import type { Transaction } from '../database/database.js';

/** Something that happened, as other back ends are told of it by webhook. */
export interface OutboxEvent {
  /** Such as `call.ended`; docs/protocol/integrations.md lists them. */
  type: string;
  /** Whom or what it happened to, such as `call:<id>`: events of one subject arrive one after the other. */
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
 * What slices tell the world outside: written in the act's own transaction, so that there is never one without the other.
 * Who keeps and delivers it stands above them and offers itself here.
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
   * @returns how many deliveries it makes; 0: nobody asks for it
   */
  async record(events: OutboxEvent[], tx: Transaction): Promise<number> {
    return events.length > 0 && this.writer ? this.writer.write(events, tx) : 0;
  }

  /** A condition for a statement of one's own: somebody asks for events of this type. Where few do it spares the transaction. */
  hasSubscribers(type: string): Prisma.Sql {
    return this.writer?.hasSubscribers(type) ?? Prisma.sql`false`;
  }
}
