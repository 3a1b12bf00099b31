import ipaddr from 'ipaddr.js';

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * What limits count by: IPv4 as it is, IPv4-mapped IPv6 folded to IPv4, IPv6 as its /64, because one
 * customer has at least that many IP addresses (RFC 6177).
 */
export function limitKeyOf(ip: string): string {
  return network(ip, { ipv4: 32, ipv6Groups: 4 });
}

/** Enough of an IP address to recognise a place by, too little to find a house: IPv4 as /24, IPv6 as /48. */
export function coarseIp(ip: string): string {
  return network(ip, { ipv4: 24, ipv6Groups: 3 });
}

/**
 * The client's IP address: the right-most hop that is not a trusted proxy. `X-Forwarded-For` from others is ignored.
 * @param peer the IP address of the TCP connection
 * @param forwardedFor the header as received, or undefined
 */
export function clientIp(
  peer: string,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string {
  const hops = forwardedFor === undefined ? [] : forwardedFor.split(',');
  let client = peer;
  while (hops.length > 0 && isTrusted(client, trustedProxies)) {
    const next = withoutPort(hops.pop()!.trim());
    if (!parse(next)) break;
    client = next;
  }
  return client;
}

/** Whether an IP address is one of the open internet: nothing of IANA's special-purpose registries, nothing unassigned. */
export function isPublicIp(ip: string): boolean {
  const parsed = parse(ip);
  if (!parsed || parsed.range() !== 'unicast') return false;
  // 2000::/3; ipaddr.js takes for unicast whatever it has no other name for.
  return parsed instanceof ipaddr.IPv4 || (parsed.parts[0]! & 0xe000) === 0x2000;
}

export function isLoopback(ip: string): boolean {
  return parse(ip)?.range() === 'loopback';
}

function network(ip: string, keep: { ipv4: 24 | 32; ipv6Groups: number }): string {
  const parsed = parse(ip);
  if (!parsed) return 'unknown';
  if (parsed instanceof ipaddr.IPv4) {
    const text = parsed.toString();
    return keep.ipv4 === 32 ? text : `${text.split('.').slice(0, 3).join('.')}.0/24`;
  }
  const groups = parsed.parts.slice(0, keep.ipv6Groups).map((part) => part.toString(16));
  return `${groups.join(':')}::/${keep.ipv6Groups * 16}`;
}

/** @param trustedProxies IP addresses and CIDR blocks */
export function isTrusted(ip: string, trustedProxies: readonly string[]): boolean {
  const parsed = parse(ip);
  if (!parsed) return false;
  return trustedProxies.some((proxy) => {
    const [network, bits] = proxy.includes('/')
      ? ipaddr.parseCIDR(proxy)
      : [ipaddr.process(proxy), undefined];
    if (network.kind() !== parsed.kind()) return false;
    return bits === undefined ? parsed.toString() === network.toString() : parsed.match(network, bits);
  });
}

/** Some proxies write the port as well: 192.0.2.1:49152, [2001:db8::1]:49152. */
function withoutPort(hop: string): string {
  return /^\[(.+)\](?::\d{1,5})?$/.exec(hop)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(hop)?.[1] ?? hop;
}

/** Without the zone; IPv4-mapped as IPv4. Undefined for text that is no IP address, also for 10.1 or 0x7f000001. */
function parse(ip: string): Parsed | undefined {
  const bare = ip.split('%')[0]!;
  const isIp = bare.includes(':') ? ipaddr.IPv6.isValid(bare) : ipaddr.IPv4.isValidFourPartDecimal(bare);
  return isIp ? ipaddr.process(bare) : undefined;
}
