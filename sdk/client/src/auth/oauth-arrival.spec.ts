import { expect, it } from '@jest/globals';
import { oauthArrival } from './oauth-arrival.js';

it.each([
  ['', undefined],
  ['#token=reset_x', undefined],
  ['#rooms', undefined],
  ['#oauth_code=a-B_1', { code: 'a-B_1' }],
  ['#oauth_linked=github', { linked: 'github' }],
  ['#oauth_error=oauth_denied&oauth_provider=github', { error: 'oauth_denied', provider: 'github' }],
  ['#oauth_error=<img src=x>&oauth_provider=a b', {}],
  [`#oauth_code=${'x'.repeat(65)}`, {}],
])('%s', (hash, arrival) => expect(oauthArrival(hash)).toEqual(arrival));
