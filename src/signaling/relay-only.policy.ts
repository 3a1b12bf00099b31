import { relayedCandidate, withoutIps } from './session-description.policy.js';
import { bodyOf } from './signal.policy.js';
import type { IceCandidate, SessionDescription, SignalBody, SignalOut } from './signaling.protocol.js';

/** A word of ICE or of SDP, which no IP address fits into. */
const WORD = /^[\w+/-]{0,256}$/;

/**
 * Filters signals where media goes through TURN only. It is an allow-list, and the signal is rebuilt from it: host,
 * server-reflexive and peer-reflexive candidates are not on it, nor is any other field that can hold an IP address of the
 * device.
 * @returns undefined when nothing is left to relay
 */
export function relayedOnly(body: SignalBody): SignalBody | undefined {
  if (body.description) return { description: relayedDescription(body.description) };
  if (body.candidates) {
    const candidates = body.candidates.flatMap((candidate) => relayedInit(candidate) ?? []);
    const passed = body.candidates.includes(null) ? [...candidates, null] : candidates;
    return passed.length > 0 ? { candidates: passed } : undefined;
  }
  if (body.candidate === null) return { candidate: null };
  const candidate = body.candidate && relayedInit(body.candidate);
  return candidate ? { candidate } : undefined;
}

/** The signal as it may pass, or undefined when nothing of it may. */
export function relayedSignal(signal: SignalOut): SignalOut | undefined {
  const passed = relayedOnly(bodyOf(signal));
  return passed && { groupId: signal.groupId, ...(signal.to !== undefined && { to: signal.to }), ...passed };
}

function relayedDescription({ type, sdp }: SessionDescription): SessionDescription {
  return sdp === undefined ? { type } : { type, sdp: withoutIps(sdp) };
}

/** An empty candidate says that there are no more (W3C WebRTC 1.0, 4.8.1.3). */
function relayedInit(init: IceCandidate | null): IceCandidate | undefined {
  if (init === null) return undefined;
  const { sdpMid, sdpMLineIndex, usernameFragment } = init;
  const candidate = init.candidate === '' ? '' : relayedCandidate(init.candidate);
  if (candidate === undefined) return undefined;
  return {
    candidate,
    ...(isWord(sdpMid) && { sdpMid }),
    ...((sdpMLineIndex === null || Number.isSafeInteger(sdpMLineIndex)) && { sdpMLineIndex }),
    ...(isWord(usernameFragment) && { usernameFragment }),
  };
}

function isWord(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && WORD.test(value));
}
