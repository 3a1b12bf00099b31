import { describe, expect, it, test } from '@jest/globals';
import { entryOf, pageToReturnTo, refusalOf, withFragment } from './oauth.policy.js';

describe('somebody with an unknown identity', () => {
  it.each([
    { there: true, here: undefined, entry: 'create' },
    { there: false, here: undefined, entry: 'create' },
    { there: true, here: true, entry: 'link' },
    { there: true, here: false, entry: 'link_required' },
    { there: false, here: true, entry: 'oauth_email_unverified' },
    { there: false, here: false, entry: 'oauth_email_unverified' },
  ])('verified there $there, here $here: $entry', ({ there, here, entry }) =>
    expect(entryOf({ emailVerified: there }, here === undefined ? undefined : { emailVerified: here })).toBe(
      entry,
    ),
  );
});

describe('the page to return to', () => {
  const to = (requested?: string) =>
    pageToReturnTo(requested, 'https://ringline.example', [
      'https://app.example:8443',
      'http://localhost:5173',
      'capacitor://localhost',
    ]);

  it.each([
    [undefined, 'https://ringline.example/'],
    ['/rooms?a=b', 'https://ringline.example/rooms?a=b'],
    ['https://ringline.example/x#oauth_code=theirs', 'https://ringline.example/x'],
    ['https://APP.example:8443/in', 'https://app.example:8443/in'],
    ['http://localhost:5173', 'http://localhost:5173/'],
    ['https://Ringline.Example:443/in', 'https://ringline.example/in'],
    ['capacitor://localhost/in#x', 'capacitor://localhost/in'],
  ])('%s', (requested, page) => expect(to(requested)).toBe(page));

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    'https://ringline.example.evil.example/',
    'https://ringline.example@evil.example/',
    'https://somebody@ringline.example/',
    'http://ringline.example/',
    'https://app.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ionic://localhost/',
    'capacitor://evil/',
    'blob:https://ringline.example/x',
    'https://',
    '\thttps://evil.example',
  ])('not %s', (requested) => expect(to(requested)).toBeUndefined());
});

it.each([
  ['access_denied', 'oauth_denied'],
  ['temporarily_unavailable', 'oauth_provider_unavailable'],
  ['server_error', 'oauth_provider_unavailable'],
  ['server_error_', 'oauth_answer_invalid'],
  ['', 'oauth_answer_invalid'],
])('the refusal %j', (error, code) => expect(refusalOf(error)).toBe(code));

test('a fragment holds what it is given, whatever that is', () => {
  expect(withFragment('https://a.example/?x=y', { oauth_error: 'a&b=c' })).toBe(
    'https://a.example/?x=y#oauth_error=a%26b%3Dc',
  );
});
