import type { Call } from './calls.protocol.js';

/** A store failed while a call was to be changed: nobody knows whether it was, and nobody was told. */
export class CallUncertain {}

/** A call has ended that its callee missed. Told where it ended, at most once; it stays with `MissedCallsService` until it is seen. */
export class CallMissed {
  constructor(readonly call: Call) {}
}
