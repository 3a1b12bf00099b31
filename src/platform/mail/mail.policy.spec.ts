import { describe, expect, it, test } from '@jest/globals';
import { isRefused, retryDelayS, withoutEmails } from './mail.policy.js';

describe('the time between attempts', () => {
  it('doubles up to an hour', () => {
    expect([1, 2, 3, 4, 10, 11, 500].map(retryDelayS)).toEqual([5, 10, 20, 40, 2560, 3600, 3600]);
  });

  it('leaves about thirty attempts in a day', () => {
    let attempts = 0;
    for (let s = 0; s < 86_400; attempts += 1) s += retryDelayS(attempts + 1);
    expect(attempts).toBeGreaterThan(25);
    expect(attempts).toBeLessThan(40);
  });
});

test.each([
  ['an unknown recipient', { command: 'RCPT TO', permanent: true }, true],
  ['an e-mail that is refused', { command: 'DATA', permanent: true }, true],
  ['a full mailbox, for now', { command: 'RCPT TO', permanent: false }, false],
  ['a sender that is refused', { command: 'MAIL FROM', permanent: true }, false],
  ['a login that is refused', { command: 'AUTH PLAIN', permanent: true }, false],
  ['no server', {}, false],
])('%s: given up at once or not', (_name, failure, refused) => {
  expect(isRefused(failure)).toBe(refused);
});

test('what a server says is kept without e-mail addresses', () => {
  expect(withoutEmails('550 5.1.1 <ana.b+c@example.org>: no such user, ask postmaster@example.org')).toBe(
    '550 5.1.1 <(address)>: no such user, ask (address)',
  );
});
