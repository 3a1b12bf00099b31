import type { Call } from '../calls.protocol.js';

/** Whether it ended without its callee having had a say: nobody answered, they were busy, or the caller gave up or was lost. */
export function wasMissed(call: Call): boolean {
  if (call.status !== 'ended' || call.answeredAt !== undefined) return false;
  return call.endReason !== 'failed' && call.endedBy !== call.calleeId;
}
