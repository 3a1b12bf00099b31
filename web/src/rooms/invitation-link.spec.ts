import { expect, it } from '@jest/globals';
import { invitationToken } from './invitation-link.js';

const token = `join_${'aB-_'.repeat(10)}xyz`;

it.each([
  [`#invite=${token}`, token],
  [`#invite=${token}x`, undefined],
  [`#invite=${token}&x=1`, undefined],
  ['#invite=', undefined],
  ['#invite=<img src=x>', undefined],
  [`#token=${token}`, undefined],
  [token, undefined],
  ['', undefined],
])('%s', (hash, expected) => {
  expect(invitationToken(hash)).toBe(expected);
});
