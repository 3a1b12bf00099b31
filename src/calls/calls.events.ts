import type { Call } from './calls.protocol.js';

/** A store failed while a call was being changed: whether it changed is unknown, and no device was notified. */
export class CallUncertain {}

/**
 * A call has ended that its callee missed. Emitted on the instance where it ended, at most once; `MissedCallsService` keeps it
 * until the callee has seen it.
 */
export class CallMissed {
  constructor(readonly call: Call) {}
}
