import ipaddr from 'ipaddr.js';

/**
 * The address that limits count by: IPv4 as it is, IPv4-mapped IPv6 folded to IPv4, IPv6 as its /64, because one
 * customer has at least that many addresses (RFC 6177).
 */
export function limitAddress(address: string): string {
  const bare = address.split('%')[0]!;
  if (!ipaddr.isValid(bare)) return 'unknown';
  const parsed = ipaddr.process(bare);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = (parsed as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}

/** Enough of an address to recognise a place by, too little to find a house: IPv4 as /24, IPv6 as /48. */
export function coarseAddress(address: string): string {
  const bare = address.split('%')[0]!;
  if (!ipaddr.isValid(bare)) return 'unknown';
  const parsed = ipaddr.process(bare);
  if (parsed.kind() === 'ipv4') return `${parsed.toString().split('.').slice(0, 3).join('.')}.0/24`;
  const network = (parsed as ipaddr.IPv6).parts.slice(0, 3).map((part) => part.toString(16));
  return `${network.join(':')}::/48`;
}

/**
 * The client's address: the right-most hop that is not a trusted proxy. `X-Forwarded-For` of anybody else is ignored.
 * @param peer the address of the TCP connection
 * @param forwardedFor the header as received, or undefined
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string {
  const hops = forwardedFor === undefined ? [] : forwardedFor.split(',').map((hop) => hop.trim());
  let client = peer;
  while (hops.length > 0 && isTrusted(client, trustedProxies)) {
    const next = hops.pop()!;
    if (!ipaddr.isValid(next.split('%')[0]!)) break;
    client = next;
  }
  return client;
}

function isTrusted(address: string, trustedProxies: readonly string[]): boolean {
  const bare = address.split('%')[0]!;
  if (!ipaddr.isValid(bare)) return false;
  const parsed = ipaddr.process(bare);
  return trustedProxies.some((proxy) => {
    const [network, bits] = proxy.includes('/')
      ? ipaddr.parseCIDR(proxy)
      : [ipaddr.process(proxy), undefined];
    if (network.kind() !== parsed.kind()) return false;
    return bits === undefined ? parsed.toString() === network.toString() : parsed.match(network, bits);
  });
}
