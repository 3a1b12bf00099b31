import { describe, expect, it, test } from '@jest/globals';
import { retryAfterMs, retryDelayMs, verdictOf, webhookUrl } from './webhook.policy.js';

describe('the time between attempts', () => {
  it('doubles up to an hour', () => {
    expect([1, 2, 3, 12, 13, 500].map((attempts) => retryDelayMs(attempts, 0) / 1000)).toEqual([
      1, 2, 4, 2048, 3600, 3600,
    ]);
  });

  it('is shortened by up to a half', () => {
    expect([0, 0.5, 1].map((random) => retryDelayMs(3, random))).toEqual([4000, 3000, 2000]);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(1994, 10, 6, 8, 49, 37);

  test.each<[string | undefined, number]>([
    [undefined, 0],
    ['', 0],
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['3600', 3_600_000],
    ['3601', 3_600_000],
    ['99999999999999999999', 3_600_000],
    ['Sun, 06 Nov 1994 08:49:45 GMT', 8000],
    ['Sunday, 06-Nov-94 08:49:45 GMT', 8000],
    ['Sun Nov  6 08:49:45 1994', 8000],
    ['Sun, 06 Nov 1994 08:49:00 GMT', 0],
    ['Mon, 07 Nov 1994 08:49:37 GMT', 3_600_000],
    ['-5', 0],
    ['1.5', 0],
    ['1e3', 0],
    ['soon', 0],
    ['2001', 2_001_000],
    ['7, 9', 0],
    ['Nov, 99 99 99:99:99 GMT', 0],
  ])('%j asks for %i ms', (header, wait) => expect(retryAfterMs(header, now)).toBe(wait));
});

test.each([
  [200, 'delivered'],
  [204, 'delivered'],
  [302, 'status_302'],
  [404, 'status_404'],
  [410, 'gone'],
  [500, 'status_500'],
])('status %i: %s', (status, verdict) => {
  expect(verdictOf(status)).toBe(verdict);
});

describe('a URL', () => {
  test.each([
    'https://shop.example.org/hook',
    'https://shop.example.org:8443/hook?x=1',
    'https://93.184.215.14/',
    'https://[2606:4700::1111]/',
  ])('%s is fine', (url) => {
    expect(webhookUrl(url, false)?.href).toBe(url);
  });

  test.each([
    'shop.example.org',
    'http://shop.example.org/',
    'ftp://shop.example.org/',
    'https://ana:secret@shop.example.org/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    '',
  ])('%s is refused', (url) => {
    expect(webhookUrl(url, false)).toBeUndefined();
  });

  it('may be private and without TLS where that is configured, and never have a password', () => {
    expect(webhookUrl('http://127.0.0.1:8080/hook#x', true)?.href).toBe('http://127.0.0.1:8080/hook');
    expect(webhookUrl('http://ana:secret@127.0.0.1/', true)).toBeUndefined();
    expect(webhookUrl('file:///etc/passwd', true)).toBeUndefined();
  });
});
