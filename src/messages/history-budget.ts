import { Injectable } from '@nestjs/common';
import { limitKeyOf } from '../platform/access/client-ip.js';
import { currentRequest } from '../platform/access/request-context.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { fitting, messageBytes } from './writing/message.policy.js';
import { HISTORY_MAX_BYTES } from './messages.protocol.js';
import type { MessageRow } from './messages.store.js';

const KIB = 1024;
/** In KiB, of all rooms and over every transport together. */
const BY_USER: Bucket = { name: 'history-kib', points: 16 * KIB, durationS: 60, hot: true };
/** For clients that are not signed in; a whole office may share one IP address. */
const BY_IP: Bucket = { name: 'history-kib-address', points: 64 * KIB, durationS: 60, hot: true };

/**
 * How much message text a client may read in one answer and in a minute, so that small requests cannot cause large answers
 * without end.
 */
@Injectable()
export class HistoryBudget {
  constructor(private readonly limits: Limits) {}

  /**
   * Takes as many of the first messages as fit into one answer, and counts their bytes.
   * @param userId undefined: nobody is signed in @throws rate_limited
   */
  async spend(userId: string | undefined, rows: MessageRow[]): Promise<MessageRow[]> {
    const fit = fitting(rows, HISTORY_MAX_BYTES);
    await this.charge(userId, fit);
    return fit;
  }

  /** Counts the bytes of messages that are shown all. @throws rate_limited */
  async charge(userId: string | undefined, rows: MessageRow[]): Promise<void> {
    if (rows.length === 0) return;
    const points = Math.ceil(rows.reduce((sum, row) => sum + messageBytes(row), 0) / KIB);
    if (userId !== undefined) await this.limits.consume(BY_USER, userId, points);
    else await this.limits.consume(BY_IP, limitKeyOf(currentRequest()?.ip ?? ''), points);
  }
}
