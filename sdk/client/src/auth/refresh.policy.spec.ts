import { describe, expect, it } from '@jest/globals';
import { mustSignIn, refreshMarginMs } from './refresh.policy.js';

const refused = (code: string, retryable = false) => ({ code, message: '', retryable });

describe('a refused refresh', () => {
  it.each(['session_revoked', 'refresh_token_invalid', 'refresh_token_reused', 'account_disabled'])(
    '%s asks for a new sign-in',
    (code) => expect(mustSignIn(refused(code))).toBe(true),
  );

  it.each(['refresh_in_progress', 'rate_limited', 'auth_backend_unavailable', 'network_unreachable'])(
    '%s keeps the token',
    (code) => expect(mustSignIn(refused(code, true))).toBe(false),
  );

  it.each(['internal_error', 'http_500', 'http_404'])('%s, a fault of the server, keeps the token', (code) =>
    expect(mustSignIn(refused(code))).toBe(false),
  );
});

describe('when a token is replaced', () => {
  it.each([
    [900_000, 75_000],
    [60_000, 20_000],
    [6_000, 2_000],
  ])('of %d ms, %d ms before its end', (lifetime, margin) => {
    expect(refreshMarginMs(lifetime)).toBe(margin);
  });
});
