import { nestsDeeperThan } from '../platform/wire/nesting.js';
import type { FieldError } from '../platform/wire/problem.protocol.js';
import { CANDIDATES_MAX, type SignalBody, type SignalOut } from './signaling.protocol.js';

export const SIGNAL_BODIES = ['description', 'candidate', 'candidates'] as const;
export type SignalKey = (typeof SIGNAL_BODIES)[number];
const DESCRIPTION_TYPES = new Set(['offer', 'answer', 'pranswer', 'rollback']);
const MAX_ID_LENGTH = 64;
/** Browsers send flat objects; other clients may nest fields, up to a limit. */
const MAX_NESTING = 8;

/**
 * Checks a signal by hand: this runs for every message, where a validation library costs more than the relay.
 * @returns the refused fields, or null when the payload is a `SignalOut`
 */
export function refusedFields(payload: unknown): FieldError[] | null {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    return [field('', 'is_object', 'the payload must be an object')];
  const signal = payload as Record<string, unknown>;
  if (!isId(signal['groupId'])) return [field('groupId', 'is_id', 'groupId must be the id of a group')];
  if (signal['to'] !== undefined && !isId(signal['to']))
    return [field('to', 'is_id', "to must be a peer's id")];
  let body: SignalKey | undefined;
  for (const key of Object.keys(signal)) {
    if (key === 'groupId' || key === 'to') continue;
    if (key !== 'description' && key !== 'candidate' && key !== 'candidates')
      return [field(key, 'unknown_field', `property ${key.slice(0, 64)} should not exist`)];
    if (body) return [field(key, 'one_of', 'send one of description, candidate and candidates')];
    body = key;
  }
  if (!body) return [field('', 'one_of', 'send one of description, candidate and candidates')];
  return refusedBody(body, signal[body]);
}

/** The error of a signal without a recipient in a group of several. */
export const NOBODY_MEANT = [field('to', 'is_id', "to must be a peer's id")];

/** Which of the three bodies a signal that passed has. */
export function keyOf(signal: SignalOut): SignalKey {
  if (signal.description !== undefined) return 'description';
  return signal.candidates === undefined ? 'candidate' : 'candidates';
}

/** The body of a valid signal, without copying its fields. */
export function bodyOf(signal: SignalOut): SignalBody {
  const key = keyOf(signal);
  return { [key]: signal[key] };
}

/** @returns the refused fields of a body, or null */
export function refusedBody(kind: SignalKey, value: unknown): FieldError[] | null {
  if (kind === 'description')
    return isDescription(value)
      ? null
      : [
          field(
            'description',
            'is_description',
            'description must be {type: offer|answer|pranswer|rollback, sdp}',
          ),
        ];
  if (kind === 'candidate')
    return isCandidate(value)
      ? null
      : [field('candidate', 'is_candidate', 'candidate must be an RTCIceCandidateInit or null')];
  const allFine = Array.isArray(value) && value.length <= CANDIDATES_MAX && value.every(isCandidate);
  return allFine
    ? null
    : [
        field(
          'candidates',
          'is_candidates',
          `candidates must be at most ${CANDIDATES_MAX} RTCIceCandidateInit`,
        ),
      ];
}

export function isDescription(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, sdp } = value as Record<string, unknown>;
  const complete = typeof sdp === 'string' || (sdp === undefined && type === 'rollback');
  return (
    typeof type === 'string' &&
    DESCRIPTION_TYPES.has(type) &&
    complete &&
    !nestsDeeperThan(MAX_NESTING, value)
  );
}

function isCandidate(value: unknown): boolean {
  if (value === null) return true;
  return (
    typeof value === 'object' &&
    typeof (value as Record<string, unknown>)['candidate'] === 'string' &&
    !nestsDeeperThan(MAX_NESTING, value)
  );
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_LENGTH;
}

function field(path: string, code: string, message: string): FieldError {
  return { path: path.slice(0, 64), code, message };
}
