import { describe, expect, it } from '@jest/globals';
import { refusalsOf } from './refusals.js';
import type { RouteFacts } from './route-facts.js';

const OPEN: RouteFacts = {
  isPublic: true,
  isTokenOptional: false,
  membersOnly: false,
  checksInput: false,
  uuids: [],
  refuses: [],
};
const ALWAYS = ['bad_request', 'internal_error', 'service_unavailable', 'draining'];
const TOKEN = ['token_invalid', 'token_expired', 'session_revoked'];
const KEY = ['service_key_invalid', 'service_key_expired'];

describe('refusalsOf', () => {
  it.each<[string, Partial<RouteFacts>, string[], string[]]>([
    ['an open route', {}, [], []],
    [
      'one that takes JSON',
      { checksInput: true },
      ['application/json'],
      [
        'validation_failed',
        'malformed_json',
        'request_timeout',
        'payload_too_large',
        'unsupported_media_type',
      ],
    ],
    ['one that takes files', {}, ['multipart/form-data'], []],
    [
      'one for members with a permission',
      { isPublic: false, membersOnly: true, permission: 'users.read' },
      [],
      [
        'token_missing',
        ...TOKEN,
        ...KEY,
        'user_token_required',
        'guest_not_allowed',
        'permission_denied',
        'auth_backend_unavailable',
      ],
    ],
    [
      'one that a token is optional for',
      { isPublic: false, isTokenOptional: true },
      [],
      [...TOKEN, ...KEY, 'user_token_required', 'auth_backend_unavailable'],
    ],
    [
      'one for service keys',
      { isPublic: false, scope: 'events:publish' },
      [],
      [
        'token_missing',
        ...TOKEN,
        ...KEY,
        'service_key_required',
        'permission_denied',
        'auth_backend_unavailable',
      ],
    ],
    [
      'one that is limited, and names a code twice',
      { refuses: ['rate_limited', 'call_ended', 'rate_limited'] },
      [],
      ['rate_limited', 'rate_limiter_unavailable', 'call_ended'],
    ],
  ])('%s', (_name, facts, takes, expected) => {
    expect(refusalsOf({ ...OPEN, ...facts }, takes)).toEqual([...expected, ...ALWAYS]);
  });
});
