import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.js';

/** Something that happened, as other back ends are told of it by webhook. */
export interface OutgoingEvent {
  /** Such as `call.ended`; docs/protocol.md lists them. */
  type: string;
  /** Whom or what it happened to, such as `call:<id>`: events of one subject arrive one after the other. */
  subject: string;
  /** JSON that any receiver may see. */
  data: object;
}

type Write = (events: OutgoingEvent[], tx: Transaction) => Promise<void>;

/**
 * What slices tell the world outside: written in the act's own transaction, so that there is never one without the other.
 * Who keeps and delivers it stands above them and offers itself here.
 */
@Injectable()
export class Outgoing {
  private write?: Write;

  /** Once, while the application starts. */
  keepWith(write: Write): void {
    this.write = write;
  }

  /**
   * Call it after the row of the subject was changed in the same transaction: that row's lock is what puts two acts on one
   * subject in order.
   */
  async record(events: OutgoingEvent[], tx: Transaction): Promise<void> {
    if (events.length > 0) await this.write?.(events, tx);
  }
}
