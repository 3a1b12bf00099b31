import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import type { Principal } from '../../platform/access/principal.js';
import type { Page } from '../../platform/wire/problem.protocol.js';
import { decodeCursor, encodeCursor, pageOf } from '../../platform/http/cursor.js';
import { CallRecordStore } from './call-record.store.js';
import { legsShownTo, mustTakePart } from '../call.policy.js';
import type { Call, CallDetail, CallStatus } from '../calls.protocol.js';
import { CallsStore } from '../calls.store.js';

/** The signed-in user's call log. */
@Injectable()
export class CallsHistory {
  constructor(
    private readonly store: CallsStore,
    private readonly record: CallRecordStore,
    private readonly config: Configuration,
  ) {}

  /** Newest first. @throws validation_failed for a foreign cursor */
  async list(
    principal: Principal,
    query: { peer?: string; status?: CallStatus; limit: number; cursor?: string },
  ): Promise<Page<Call>> {
    const { peer, status, limit } = query;
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const rows = await this.store.history(principal.userId, { peer, status, before }, limit + 1);
    const { shown, nextCursor } = pageOf(rows, limit, encodeCursor);
    return { items: shown, nextCursor };
  }

  /** @throws call_not_found, also for calls of others */
  async get(principal: Principal, callId: string): Promise<CallDetail> {
    const call = await this.store.findInLog(callId, principal.userId);
    mustTakePart(principal, call);
    const legs = await this.store.legs(callId);
    return {
      ...call,
      legs: legsShownTo(principal.userId, legs).map(({ connectionId: _, epoch: __, ...leg }) => leg),
      ...(this.config.calls.signalingLog === 'metadata' && { signals: await this.record.signals(callId) }),
    };
  }
}
