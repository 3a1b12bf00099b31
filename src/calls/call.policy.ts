import { platformErrors } from '../platform/errors/platform.errors.js';
import type { Principal } from '../platform/access/principal.js';
import { callsErrors } from './calls.errors.js';
import type { Call, CallLeg, LegState } from './calls.protocol.js';

const ONLY_RANG: LegState[] = ['invited', 'alerting', 'lost'];

/** @throws guest_not_allowed, cannot_call_yourself */
export function mayRing(principal: Principal, calleeId: string, guestsMayRing: boolean): void {
  if (principal.isGuest && !guestsMayRing) throw platformErrors.guest_not_allowed();
  if (principal.userId === calleeId) throw callsErrors.cannot_call_yourself();
}

/** Strangers learn nothing, not even that the call exists. @throws call_not_found */
export function mustTakePart(principal: Principal, call: Call | undefined): asserts call is Call {
  if (call?.callerId !== principal.userId && call?.calleeId !== principal.userId)
    throw callsErrors.call_not_found();
}

/** @throws call_not_found, not_the_callee */
export function mustBeCallee(principal: Principal, call: Call | undefined): asserts call is Call {
  mustTakePart(principal, call);
  if (call.calleeId !== principal.userId) throw callsErrors.not_the_callee();
}

export function otherSide(call: Call, userId: string): string {
  return call.callerId === userId ? call.calleeId : call.callerId;
}

/** Which of the peer's devices only rang is hidden: it would disclose that they were online. */
export function legsShownTo<L extends Pick<CallLeg, 'userId' | 'state'>>(userId: string, legs: L[]): L[] {
  return legs.filter((leg) => leg.userId === userId || !ONLY_RANG.includes(leg.state));
}
