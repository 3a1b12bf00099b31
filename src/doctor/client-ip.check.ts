import { randomInt } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { ok, problem, type Remark, skipped } from './finding.js';
import type { Deployment } from './deployment.js';
import { overPolling } from './socket-handshake.js';

/**
 * The IP address that limits count by. A handshake claims to come from IP addresses that do not exist (192.0.2.0/24, RFC 5737);
 * the counters in Redis show which one was believed, so no answer has to disclose it.
 */
export async function checkClientIp({ http, redis, config }: Deployment): Promise<Remark[]> {
  if ((await http.silence()) !== undefined) return [];
  if (!redis || (await redis.silence()) !== undefined || config.auth.rateLimitFactor === 0)
    return [skipped('only the counters in Redis show whose address is believed')];
  const headers = {
    'x-forwarded-for': invented(),
    'x-real-ip': invented(),
    'true-client-ip': invented(),
    'cf-connecting-ip': invented(),
    forwarded: `for=${invented()}`,
  };
  const claims = Object.entries(headers).map(
    ([header, value]) => [header, value.replace('for=', '')] as const,
  );
  const proxies = config.server.trustedProxies.filter((proxy) => ipaddr.isValid(proxy));
  const ips = [...claims.map(([, ip]) => ip), ...proxies];
  const before = await redis.counted(ips);
  const asked = await overPolling(http, { origin: config.server.publicUrl, ...headers });
  if (!asked.reached) return [skipped('long polling does not get through')];
  const after = await redis.counted(ips);
  const grown = new Set(ips.filter((_, i) => after[i]! > before[i]!));

  const believed = claims.filter(([, ip]) => grown.has(ip)).map(([header]) => header);
  if (believed.length > 0)
    return [
      problem(
        `clients choose the address that limits count by: ${believed.join(', ')} of strangers is believed`,
        'let the proxy write X-Forwarded-For anew, and name nothing but that proxy in TRUSTED_PROXIES',
      ),
    ];
  // A proxy on this machine rightly has the IP address that this machine requests from.
  const { from } = await http.ask('/api/health/live');
  const lumped = proxies.filter((proxy) => grown.has(proxy) && proxy !== from);
  if (lumped.length > 0)
    return [
      problem(
        `all clients count as one, the proxy ${lumped.join(', ')}: it does not say for whom it asks`,
        'let the proxy send X-Forwarded-For with the address of its client, as nginx/ does',
      ),
    ];
  return [ok('what clients claim about their address is not believed')];
}

function invented(): string {
  return `192.0.2.${randomInt(1, 255)}`;
}
