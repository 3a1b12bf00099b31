import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { Events } from '../../platform/events/events.js';
import type { Principal } from '../../platform/access/principal.js';
import { Log } from '../../platform/log/log.js';
import { Schedule } from '../../platform/schedule/schedule.js';
import { SignalPassed } from '../../signaling/signaling.events.js';
import { mustTakePart } from '../call.policy.js';
import { CallRecordStore, type SignalRow } from './call-record.store.js';
import { callsErrors } from '../calls.errors.js';
import type { CallQuality } from '../calls.protocol.js';
import { CallsStore } from '../calls.store.js';

const FLUSH_MS = 1000;
const QUEUE_LIMIT = 10_000;
const DELETE_EVERY_MS = 3_600_000;

/** Call records and their retention. */
@Injectable()
export class CallsRecord implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private signals: SignalRow[] = [];

  constructor(
    private readonly calls: CallsStore,
    private readonly store: CallRecordStore,
    private readonly events: Events,
    private readonly schedule: Schedule,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.calls.signalingLog === 'metadata') {
      this.events.on(SignalPassed, (signal) => this.note(signal));
      this.schedule.every(FLUSH_MS, 'the signaling log could not be written', () => this.flush());
    }
    if (this.config.calls.logKeepDays > 0) {
      const deleteOld = this.schedule.every(DELETE_EVERY_MS, 'old calls could not be deleted', () =>
        this.store.deleteOlderThan(this.config.calls.logKeepDays),
      );
      void deleteOld();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  /** How good the call was for this user's device; the last word counts. @throws call_not_found, not_in_call */
  async rate(principal: Principal, callId: string, quality: CallQuality): Promise<void> {
    mustTakePart(principal, await this.calls.find(callId, principal.userId));
    if (!(await this.store.setQuality(callId, principal.userId, quality))) throw callsErrors.not_in_call();
  }

  /** Removes a call from the user's own log; the peer keeps it. @throws call_not_found, call_running */
  async erase(principal: Principal, callId: string): Promise<void> {
    const call = await this.calls.findInLog(callId, principal.userId);
    mustTakePart(principal, call);
    if (call.status !== 'ended') throw callsErrors.call_running();
    if ((await this.store.erase(principal.userId, callId)) === 0) throw callsErrors.call_not_found();
  }

  async eraseAll(principal: Principal): Promise<void> {
    await this.store.erase(principal.userId);
  }

  private note({ groupId, fromPeer, type }: SignalPassed): void {
    if (this.signals.length < QUEUE_LIMIT)
      this.signals.push({ callId: groupId, fromPeer, type, at: new Date() });
  }

  private async flush(): Promise<void> {
    const rows = this.signals.splice(0);
    if (rows.length === 0) return;
    await this.store
      .addSignals(rows)
      .catch((error: unknown) => this.log.warn('the signaling log could not be written', { error }));
  }
}
