import { expect, it } from '@jest/globals';
import { auditRow, oneLine } from './audit.policy.js';

it.each([
  ['a\r\nb', 'a\\u000d\\u000ab'],
  ['a\u2028b', 'a\\u2028b'],
  ['\u0000', '\\u0000'],
  ['Mozilla/5.0 (ü)', 'Mozilla/5.0 (ü)'],
])('%j is one line', (text, line) => expect(oneLine(text)).toBe(line));

it('takes the level from the vocabulary and the place from the request', () => {
  const request = { requestId: 'request-1', ip: '192.0.2.1', userAgent: 'x\nauthn_login_success' };
  expect(auditRow({ event: 'authn_token_reuse', result: 'failure' }, request, new Date(0))).toEqual({
    event: 'authn_token_reuse',
    result: 'failure',
    level: 'critical',
    at: '1970-01-01T00:00:00.000Z',
    ip: '192.0.2.1',
    userAgent: 'x\\u000aauthn_login_success',
    requestId: 'request-1',
    details: {},
  });
});
