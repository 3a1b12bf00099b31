import { bodyOf } from './signal.policy.js';
import type { IceCandidate, SessionDescription, SignalBody, SignalOut } from './signaling.protocol.js';

const RELAY = / typ relay(?: |$)/;
/** RFC 8839, 5.1: where a relayed candidate was gathered from, which is an address of the device. */
const RELATED = / raddr \S+ rport \d+/;
const NOWHERE = ' raddr 0.0.0.0 rport 0';

/**
 * What may pass where media goes through TURN only: host, server-reflexive and peer-reflexive candidates are taken out,
 * and with them every address of the device.
 * @returns undefined when nothing is left to pass on
 */
export function relayedOnly(body: SignalBody): SignalBody | undefined {
  if (body.description) return { description: withoutAddresses(body.description) };
  if (body.candidates) {
    const candidates = body.candidates.flatMap((candidate) => relayCandidate(candidate) ?? []);
    const passed = body.candidates.includes(null) ? [...candidates, null] : candidates;
    return passed.length > 0 ? { candidates: passed } : undefined;
  }
  if (body.candidate === null) return body;
  const candidate = body.candidate && relayCandidate(body.candidate);
  return candidate ? { candidate } : undefined;
}

/** The signal as it may pass, or undefined when nothing of it may. */
export function relayedSignal(signal: SignalOut): SignalOut | undefined {
  const passed = relayedOnly(bodyOf(signal));
  return passed && { groupId: signal.groupId, ...(signal.to !== undefined && { to: signal.to }), ...passed };
}

function relayCandidate(candidate: IceCandidate | null): IceCandidate | undefined {
  if (candidate === null) return undefined;
  // An empty one says that there are no more (W3C WebRTC 1.0, 4.8.1.3).
  if (candidate.candidate === '') return candidate;
  if (!RELAY.test(candidate.candidate)) return undefined;
  return { ...candidate, candidate: candidate.candidate.replace(RELATED, NOWHERE) };
}

/** RFC 8839: candidates, and the default addresses that stand in c= and a=rtcp lines. */
function withoutAddresses({ type, sdp }: SessionDescription): SessionDescription {
  if (sdp === undefined) return { type };
  const lines = sdp.split(/\r?\n/).flatMap((line) => {
    if (line.startsWith('a=candidate:')) return RELAY.test(line) ? line.replace(RELATED, NOWHERE) : [];
    if (line.startsWith('c=IN ')) return 'c=IN IP4 0.0.0.0';
    if (line.startsWith('a=rtcp:')) return 'a=rtcp:9 IN IP4 0.0.0.0';
    return line;
  });
  return { type, sdp: lines.join('\r\n') };
}
