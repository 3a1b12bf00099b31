import { ok, problem, type Remark, skipped, warning } from './finding.js';
import { isPublic } from './network.policy.js';
import type { Deployment } from './deployment.js';
import type { RedisStore } from './redis.store.js';

export async function checkRedis({ redis }: Deployment): Promise<Remark[]> {
  if (!redis) return [skipped('not configured: one process keeps everything in memory')];
  const silence = await redis.silence();
  if (silence !== undefined)
    return [
      problem(
        `Redis cannot be used: ${silence}`,
        'start it or correct REDIS_URL; until then no socket can be opened',
      ),
    ];
  // A user without the permission for this command is reported below.
  const info = await redis.info().catch((): Record<string, string> => ({}));
  const version = info['redis_version'] ?? 'of unknown version';
  const found = [ok(`Redis ${version} answers`), ...eviction(info), ...network(redis)];
  const fault = await redis.fault();
  if (fault) found.push(problem(fault.what, fault.fix));
  return found;
}

/** Presence, limits and revocations are not a cache: Redis must not throw them away. */
function eviction(info: Record<string, string>): Remark[] {
  const policy = info['maxmemory_policy'] ?? 'noeviction';
  const limit = Number(info['maxmemory'] ?? 0);
  const used = Number(info['used_memory'] ?? 0);
  const fix = 'set maxmemory-policy noeviction (CONFIG SET, and in redis.conf)';
  if (policy !== 'noeviction')
    return [
      limit > 0
        ? problem(`Redis throws away presence and revocations when memory is short (${policy})`, fix)
        : warning(`Redis would throw away presence and revocations once it has a maxmemory (${policy})`, fix),
    ];
  if (limit > 0 && used > limit * 0.9)
    return [
      warning(
        `Redis is nearly full: ${Math.round((used / limit) * 100)} % of maxmemory; after that it takes no writes`,
        'raise maxmemory, or look for who else uses it',
      ),
    ];
  return [];
}

function network(redis: RedisStore): Remark[] {
  const { serverIp } = redis;
  if (redis.encrypted || serverIp === undefined || !isPublic(serverIp)) return [];
  return [
    warning(
      `everything goes to ${serverIp} in the clear`,
      'use rediss:// in REDIS_URL, or a private network',
    ),
  ];
}
