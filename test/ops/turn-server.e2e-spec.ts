/** @needs turnserver */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import ipaddr from 'ipaddr.js';
import { type Coturn, startCoturn } from './coturn.js';
import { ROOT } from './proxy.js';

const run = promisify(execFile);
const TURN_SECRET = '0f3b9a7c5d1e2f4a6b8c0d2e4f6a8b0c';

const PREVIOUS_SECRET = '7d1c5e9a3b2f4d6c8e0a1b3d5f7c9e2a';

describe('the TURN server', () => {
  let coturn: Coturn;

  beforeEach(async () => {
    coturn = await startCoturn(TURN_SECRET, { TURN_SECRET_PREVIOUS: PREVIOUS_SECRET });
  });

  afterEach(() => coturn.stop());

  /** Asks for an allocation with time-limited credentials made from `secret`, then for a relay to a private IP address. */
  async function allocate(secret: string): Promise<string> {
    const args = [
      '-W',
      secret,
      '-u',
      'ana',
      '-n',
      '1',
      '-m',
      '1',
      '-c',
      '-y',
      '-v',
      '-p',
      String(coturn.port),
      '127.0.0.1',
    ];
    const ended = await run('turnutils_uclient', args).catch((error: { stdout: string }) => error);
    return ended.stdout;
  }

  it('allocates for a client that knows the secret, and relays into no private network', async () => {
    const said = await allocate(TURN_SECRET);
    expect(said).toMatch(/Received relay addr: 127\.0\.0\.1/);
    expect(said).toMatch(/error 403 \(Forbidden IP\)/);
  });

  it('allocates also for a client that still holds credentials of the previous secret', async () => {
    expect(await allocate(PREVIOUS_SECRET)).toMatch(/Received relay addr: 127\.0\.0\.1/);
  });

  it('allocates for nobody else', async () => {
    const said = await allocate('another-secret');
    expect(said).not.toMatch(/Received relay addr/);
    expect(said).toMatch(/Cannot complete Allocation/);
  });

  it('keeps the secret out of the process list', async () => {
    expect(await readFile(`/proc/${coturn.process.pid}/cmdline`, 'utf8')).not.toContain(TURN_SECRET);
  });
});

describe('its list of denied IP addresses', () => {
  const number = (address: string) =>
    ipaddr
      .parse(address)
      .toByteArray()
      .reduce((all, byte) => (all << 8n) + BigInt(byte), 0n);
  const last = (first: string, bits: number, size: number) =>
    number(first) + (1n << BigInt(size - bits)) - 1n;

  async function denied(): Promise<{ v4: boolean; from: bigint; to: bigint }[]> {
    const text = await readFile(path.join(ROOT, 'docker/coturn/turnserver.conf'), 'utf8');
    return [...text.matchAll(/^denied-peer-ip=(\S+)-(\S+)$/gm)].map(([, from, to]) => ({
      v4: ipaddr.IPv4.isValid(from!),
      from: number(from!),
      to: number(to!),
    }));
  }

  // iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, and multicast.
  it.each([
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
    ...['192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24'],
    ...['192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
    ...['224.0.0.0/4', '240.0.0.0/4', '255.255.255.255/32'],
    ...['::/128', '::1/128', '::/96', '::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64'],
    ...['100:0:0:1::/64', '2001::/23', '2001::/32', '2001:1::1/128', '2001:2::/48', '2001:3::/32'],
    ...['2001:4:112::/48', '2001:10::/28', '2001:20::/28', '2001:30::/28', '2001:db8::/32', '2002::/16'],
    ...['2620:4f:8000::/48', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
  ])('has all of %s', async (block) => {
    const [first, bits] = block.split('/') as [string, string];
    const v4 = ipaddr.IPv4.isValid(first);
    const [from, to] = [number(first), last(first, Number(bits), v4 ? 32 : 128)];
    const ranges = await denied();
    expect(ranges.some((range) => range.v4 === v4 && range.from <= from && range.to >= to)).toBe(true);
  });

  it.each(['1.1.1.1', '93.184.215.14', '223.255.255.255', '2001:67c::1', '2606:4700::1111', '2a00::1'])(
    'does not have %s',
    async (address) => {
      const [v4, at] = [ipaddr.IPv4.isValid(address), number(address)];
      const ranges = await denied();
      expect(ranges.filter((range) => range.v4 === v4 && range.from <= at && range.to >= at)).toEqual([]);
    },
  );
});
