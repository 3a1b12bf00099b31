import { describe, expect, it } from '@jest/globals';
import { clientAddress, coarseAddress, limitAddress } from './client-address.js';

describe('limitAddress', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['nonsense', 'unknown'],
  ])('%s counts as %s', (address, expected) => expect(limitAddress(address)).toBe(expected));
});

describe('coarseAddress', () => {
  it.each([
    ['1.2.3.4', '1.2.3.0/24'],
    ['::ffff:1.2.3.4', '1.2.3.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['nonsense', 'unknown'],
  ])('%s is near %s', (address, expected) => expect(coarseAddress(address)).toBe(expected));
});

describe('clientAddress', () => {
  it.each([
    ['no proxy configured: the header is ignored', '9.9.9.9', '1.1.1.1', [], '9.9.9.9'],
    ['an untrusted peer cannot speak for others', '9.9.9.9', '1.1.1.1', ['10.0.0.0/8'], '9.9.9.9'],
    ['a trusted proxy names the client', '10.0.0.1', '1.1.1.1', ['10.0.0.0/8'], '1.1.1.1'],
    [
      'what the client wrote to the left does not count',
      '10.0.0.1',
      '6.6.6.6, 1.1.1.1',
      ['10.0.0.0/8'],
      '1.1.1.1',
    ],
    ['two trusted hops', '10.0.0.1', '1.1.1.1, 10.0.0.2', ['10.0.0.0/8'], '1.1.1.1'],
    ['a hop that is no address ends the walk', '10.0.0.1', '1.1.1.1, evil', ['10.0.0.0/8'], '10.0.0.1'],
    ['an IPv4-mapped proxy', '::ffff:10.0.0.1', '1.1.1.1', ['10.0.0.1'], '1.1.1.1'],
  ])('%s', (_name, peer, header, proxies, expected) => {
    expect(clientAddress(peer, header, proxies)).toBe(expected);
  });
});
