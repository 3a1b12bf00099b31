import { Injectable } from '@nestjs/common';
import type { Connection } from '../../realtime/socket.connection.js';
import { EarlySignalsService } from '../../signaling/early-signals.service.js';
import type { SignalIn } from '../../signaling/signaling.protocol.js';
import { SignalingService } from '../../signaling/signaling.service.js';
import { callsErrors } from '../calls.errors.js';
import type { Call, RingPayload } from '../calls.protocol.js';
import { CallsStore } from '../calls.store.js';

/** Admits the two devices of a call to signalling, and handles the call when that fails. */
@Injectable()
export class CallsAdmission {
  constructor(
    private readonly store: CallsStore,
    private readonly signaling: SignalingService,
    private readonly early: EarlySignalsService,
  ) {}

  /** @param description kept for the device that will answer */
  async admitCaller(
    call: Call,
    peerId: string,
    description: RingPayload['description'],
    connection?: Connection,
  ): Promise<void> {
    try {
      const relayOnly = call.relayOnly ?? false;
      if (connection) await this.signaling.admit(connection, call.id, peerId, { relayOnly });
      if (description) await this.early.offer(call.id, peerId, description, relayOnly);
    } catch (error) {
      // The caller is asked to try again: this call must not ring beside the next.
      await this.store.end(call.id, 'created', 'failed', null);
      throw error;
    }
  }

  /** @returns the caller's signals so far. @throws call_ended; when a store is unavailable, the device may accept again */
  async admitCallee(call: Call, peerId: string, connection?: Connection): Promise<SignalIn[]> {
    try {
      const relayOnly = call.relayOnly ?? false;
      if (connection && !(await this.signaling.admit(connection, call.id, peerId, { relayOnly })))
        throw callsErrors.call_ended();
      return await this.early.take(call.id, peerId);
    } catch (error) {
      connection?.dismiss(call.id);
      throw error;
    }
  }
}
