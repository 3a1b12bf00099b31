import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clientIp, coarseIp, isLoopback, isPublicIp, limitKeyOf } from './client-ip.js';

describe('limitKeyOf', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::FFFF:102:304', '1.2.3.4'],
    ['nonsense', 'unknown'],
    ['', 'unknown'],
    ['16909060', 'unknown'],
    ['0x1020304', 'unknown'],
  ])('%s counts as %s', (ip, expected) => expect(limitKeyOf(ip)).toBe(expected));
});

describe('coarseIp', () => {
  it.each([
    ['1.2.3.4', '1.2.3.0/24'],
    ['::ffff:1.2.3.4', '1.2.3.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['nonsense', 'unknown'],
  ])('%s is near %s', (ip, expected) => expect(coarseIp(ip)).toBe(expected));
});

describe('isPublicIp', () => {
  it.each([
    ...['1.1.1.1', '9.255.255.255', '93.184.215.14', '::ffff:1.1.1.1'],
    ...['2606:4700::1111', '2a00:1450::1', '2001:67c::1', '2001:4860::8888'],
  ])('%s is', (ip) => expect(isPublicIp(ip)).toBe(true));

  // One of each block of IANA's registries of special-purpose addresses, and unassigned ones.
  it.each([
    ...['0.1.2.3', '10.0.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.0.0.8'],
    ...['192.0.2.1', '192.31.196.1', '192.52.193.1', '192.88.99.1', '192.168.0.1', '192.175.48.1'],
    ...['198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::a00:1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      '64:ff9b:1::1',
      '100::1',
      '100:0:0:1::1',
    ],
    ...['2001::1', '2001:1::1', '2001:2::1', '2001:3::1', '2001:4:112::1', '2001:10::1', '2001:20::1'],
    ...['2001:30::1', '2001:db8::1', '2002:a00:1::1', '2620:4f:8000::1', '3fff::1', '4000::1', '5f00::1'],
    ...['fc00::1', 'fd00::1', 'fe80::1', 'fec0::1', 'ff02::1', 'nonsense', ''],
  ])('%s is not', (ip) => expect(isPublicIp(ip)).toBe(false));
});

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.1', false],
  ['', false],
])('%s is this machine: %s', (ip, expected) => expect(isLoopback(ip)).toBe(expected));

describe('clientIp', () => {
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
    ['a hop with its port', '10.0.0.1', '1.1.1.1:49152', ['10.0.0.0/8'], '1.1.1.1'],
    ['an IPv6 hop with its port', '10.0.0.1', '[2001:db8::1]:49152', ['10.0.0.0/8'], '2001:db8::1'],
    ['an IPv4-mapped proxy', '::ffff:10.0.0.1', '1.1.1.1', ['10.0.0.1'], '1.1.1.1'],
  ])('%s', (_name, peer, header, proxies, expected) => {
    expect(clientIp(peer, header, proxies)).toBe(expected);
  });
});

describe('whatever is sent', () => {
  const text = fc.string({ unit: 'binary' });
  const ipv4 = fc.ipV4();
  const ipv6 = fc.ipV6();
  const hop = fc.oneof(ipv4, ipv6, text, fc.constantFrom('unknown', '_hidden', '10.0.0.1', '::1', ''));
  const header = fc.option(
    fc.array(hop).map((hops) => hops.join(', ')),
    { nil: undefined },
  );

  it('there is an answer', () =>
    fc.assert(
      fc.property(hop, header, (peer, forwarded) => {
        const client = clientIp(peer, forwarded, ['10.0.0.0/8', '::1']);
        expect(limitKeyOf(client)).toMatch(/^(\d+(\.\d+){3}|([0-9a-f]{1,4}:){4}:\/64|unknown)$/);
        expect(coarseIp(client)).toMatch(/\/(24|48)$|^unknown$/);
      }),
    ));

  it('a peer that is no trusted proxy is itself', () =>
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), header, (peer, forwarded) => {
        expect(clientIp(peer, forwarded, [])).toBe(peer);
        expect(clientIp(peer, forwarded, ['203.0.113.7'])).toBe(peer);
      }),
    ));

  it('what stands left of the hop that the proxy wrote does not count', () =>
    fc.assert(
      fc.property(header, fc.oneof(ipv4, ipv6), (forwarded, client) => {
        fc.pre(!client.startsWith('10.') && limitKeyOf(client) !== limitKeyOf('::1'));
        const written = forwarded === undefined ? client : `${forwarded}, ${client}`;
        expect(clientIp('10.0.0.1', written, ['10.0.0.0/8'])).toBe(client);
      }),
    ));

  it('two IPv6 addresses count as one exactly when their first 64 bits are the same', () => {
    const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
    const spell = (parts: number[], style: number) => {
      const hex = parts.map((part) => (style % 2 ? part.toString(16).toUpperCase() : part.toString(16)));
      return (style > 1 ? hex.map((h) => h.padStart(4, '0')) : hex).join(':') + (style > 2 ? '%eth0' : '');
    };
    fc.assert(
      fc.property(groups, groups, fc.nat(3), fc.nat(3), fc.nat(8), (one, two, styleOne, styleTwo, shared) => {
        fc.pre(one[0] !== 0 && two[0] !== 0);
        const other = two.map((part, i) => (i < shared ? one[i]! : part));
        const same = one.slice(0, 4).every((part, i) => part === other[i]);
        expect(limitKeyOf(spell(one, styleOne)) === limitKeyOf(spell(other, styleTwo))).toBe(same);
      }),
    );
  });
});
