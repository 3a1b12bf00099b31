import { describe, expect, it } from '@jest/globals';
import type { SessionEnded } from '../protocol.js';
import { nextStep } from './reconnect.policy.js';

const ended = (facts: Partial<SessionEnded>): SessionEnded => ({
  code: 'session_revoked',
  closeCode: 4401,
  reason: '',
  reconnect: false,
  ...facts,
});

describe('what follows the end of a connection', () => {
  it('an expired token is refreshed', () => {
    expect(nextStep(ended({ code: 'token_expired' }))).toEqual({ kind: 'refresh' });
    expect(nextStep({ code: 'token_expired', closeCode: 4401, retryable: false })).toEqual({
      kind: 'refresh',
    });
  });

  it('a revoked session needs a new sign-in', () => {
    expect(nextStep(ended({}))).toEqual({ kind: 'signIn' });
    expect(nextStep({ code: 'token_invalid', closeCode: 4401, retryable: false })).toEqual({
      kind: 'signIn',
    });
  });

  it('a draining or crowded server is come back to when it says so', () => {
    const draining = ended({ code: 'draining', closeCode: 4503, reconnect: true, retryAfterMs: 700 });
    expect(nextStep(draining)).toEqual({ kind: 'wait', afterMs: 700 });
    const crowded = { code: 'rate_limited', closeCode: 4429, retryable: true, retryAfterMs: 5000 } as const;
    expect(nextStep(crowded)).toEqual({ kind: 'wait', afterMs: 5000 });
  });

  it('a client that read too slowly comes back when the server says so', () => {
    const slow = ended({ code: 'slow_consumer', closeCode: 4408, reconnect: true, retryAfterMs: 5000 });
    expect(nextStep(slow)).toEqual({ kind: 'wait', afterMs: 5000 });
  });

  it('an idle connection rests until somebody is there', () => {
    for (const closeCode of [4000, 4001, 4002] as const)
      expect(nextStep(ended({ code: 'idle_timeout', closeCode }))).toEqual({ kind: 'rest' });
  });

  it('a forbidden connection stays closed', () => {
    expect(nextStep({ code: 'permission_denied', closeCode: 4403, retryable: false })).toEqual({
      kind: 'stop',
    });
  });

  it('an end without a word is come back from', () => {
    expect(nextStep(undefined)).toEqual({ kind: 'wait' });
  });
});
