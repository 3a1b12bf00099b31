import ipaddr from 'ipaddr.js';

/** Whether an address is one of the open internet, as opposed to a private network or this machine. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}
