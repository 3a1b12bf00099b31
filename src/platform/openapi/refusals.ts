import type { RouteFacts } from './route-facts.js';

type MediaTypes = readonly string[];

/** Refusals that follow from others: where attempts are counted or passwords hashed, that can be unavailable. */
const IMPLIED: Record<string, string[]> = {
  rate_limited: ['rate_limiter_unavailable'],
  invalid_credentials: ['hash_queue_full'],
  weak_password: ['hash_queue_full'],
};

/** Any request may get these. */
const ALWAYS = ['bad_request', 'internal_error', 'service_unavailable', 'draining'];

/** Every code that a route may answer, in one place: of the server, of its input, of its access and of its own work. */
export function refusalsOf(facts: RouteFacts, takes: MediaTypes): string[] {
  const codes = [...ofInput(facts, takes), ...ofAccess(facts), ...facts.refuses, ...ALWAYS];
  return [...new Set(codes.flatMap((code) => [code, ...(IMPLIED[code] ?? [])]))];
}

function ofInput({ checksInput }: RouteFacts, takes: MediaTypes): string[] {
  const json = takes.includes('application/json');
  return [
    ...(checksInput ? ['validation_failed'] : []),
    ...(json ? ['malformed_json', 'request_timeout', 'payload_too_large', 'unsupported_media_type'] : []),
  ];
}

/** As `AccessGuard` in sessions decides. */
function ofAccess({ isPublic, isTokenOptional, membersOnly, permission, scope }: RouteFacts): string[] {
  if (isPublic) return [];
  const token = ['token_invalid', 'token_expired', 'session_revoked'];
  const key = ['service_key_invalid', 'service_key_expired'];
  return [
    ...(isTokenOptional ? [] : ['token_missing']),
    ...token,
    ...key,
    ...(scope ? ['service_key_required', 'permission_denied'] : ['user_token_required']),
    ...(membersOnly ? ['guest_not_allowed'] : []),
    ...(permission ? ['permission_denied'] : []),
    'auth_backend_unavailable',
  ];
}
