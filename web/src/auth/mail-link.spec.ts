import { expect, it } from '@jest/globals';
import { mailLink } from './mail-link.js';

it.each([
  ['/reset', '#token=reset_a-B_1', { purpose: 'reset', token: 'reset_a-B_1' }],
  ['/verify/', '#token=verify_x', { purpose: 'verify', token: 'verify_x' }],
  ['/invitation', '', { purpose: 'invitation' }],
  ['/reset', '#token=', { purpose: 'reset' }],
  ['/reset', '#token=<img src=x>', { purpose: 'reset' }],
  ['/reset', '#other=1&token=x', { purpose: 'reset' }],
  ['/', '#token=reset_x', undefined],
  ['/reset/more', '#token=reset_x', undefined],
  ['/constructor', '#token=reset_x', undefined],
])('%s%s', (pathname, hash, link) => {
  expect(mailLink(pathname, hash)).toEqual(link);
});
