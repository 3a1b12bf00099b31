import { randomUUID } from 'node:crypto';

/** Why a Redis cannot be used, and the remedy. */
export interface RedisFault {
  what: string;
  fix: string;
}

/** SMISMEMBER came with it. */
const OLDEST = 6.2;

type Ask = (command: string, ...args: string[]) => Promise<unknown>;

/** Every command that is used, harmless on a key that expires within seconds. */
function commandsOn(key: string, channel: string): string[][] {
  const [set, hash, sorted, list] = ['set', 'hash', 'sorted', 'list'].map((kind) => `${key}:${kind}`) as [
    string,
    string,
    string,
    string,
  ];
  return [
    ['set', key, '0', 'PX', '5000'],
    ['get', key],
    ['mget', key],
    ['incrby', key, '1'],
    ['pttl', key],
    ['expire', key, '5'],
    ['exists', key],
    ['sadd', set, 'a'],
    ['srem', set, 'a'],
    ['scard', set],
    ['smembers', set],
    ['sismember', set, 'a'],
    ['smismember', set, 'a'],
    ['hset', hash, 'a', '1'],
    ['hget', hash, 'a'],
    ['hmget', hash, 'a'],
    ['hincrby', hash, 'a', '1'],
    ['hdel', hash, 'a'],
    ['zadd', sorted, '1', 'a'],
    ['zscore', sorted, 'a'],
    ['zrangebyscore', sorted, '0', '1'],
    ['zrem', sorted, 'a'],
    ['rpush', list, 'a'],
    ['llen', list],
    ['lrange', list, '0', '1'],
    ['del', key, set, hash, sorted, list],
    ['time'],
    ['eval', 'return 0', '0'],
    ['script', 'EXISTS', '0000000000000000000000000000000000000000'],
    ['publish', channel, ''],
  ];
}

/** Why a Redis that answers cannot be used; undefined when it can. */
export async function findRedisFault(
  ask: Ask,
  prefix: string,
  user = 'default',
): Promise<RedisFault | undefined> {
  const info = await ask('info').then(String, () => '');
  const mode = /^redis_mode:(\w+)/m.exec(info)?.[1];
  if (mode === 'sentinel')
    return {
      what: 'this is a Sentinel, which stores nothing',
      fix: 'name the primary server that it watches',
    };
  if (mode === 'cluster' || /^cluster_enabled:1/m.test(info))
    return {
      what: 'this is a node of a Redis Cluster, which cannot be used',
      fix: 'name a single server, or a primary with replicas',
    };
  const version = /^redis_version:([\d.]+)/m.exec(info)?.[1];
  if (version !== undefined && Number.parseFloat(version) < OLDEST)
    return { what: `Redis ${version} is too old`, fix: 'upgrade to 6.2 or newer; tests run on 7' };
  const denied: string[] = [];
  for (const [command = '', ...args] of commandsOn(
    `${prefix}:check:${randomUUID()}`,
    `${prefix}:bus:check`,
  )) {
    const error = await ask(command, ...args).then(() => undefined, asError);
    if (error === undefined) continue;
    if (!error.message.startsWith('NOPERM')) return refusedWrite(error, prefix, user);
    denied.push(command);
  }
  return denied.length > 0
    ? deniedFault(denied.map((name) => name.toUpperCase()).join(' '), prefix, user)
    : undefined;
}

/** The same of a connection that listens. */
export async function findChannelFault(
  ask: Ask,
  prefix: string,
  user = 'default',
): Promise<RedisFault | undefined> {
  const denied: string[] = [];
  for (const [command, ends, channel] of [
    ['subscribe', 'unsubscribe', `${prefix}:bus:check`],
    ['psubscribe', 'punsubscribe', socketPattern(prefix)],
  ] as const) {
    const error = await ask(command, channel).then(() => ask(ends, channel), asError);
    if (error instanceof Error) denied.push(`${command.toUpperCase()} ${channel}`);
  }
  return denied.length > 0 ? deniedFault(denied.join(', '), prefix, user) : undefined;
}

/** The fault in Redis's answer to a write, or to signing in. */
export function refusedWrite(error: Error, prefix: string, user = 'default'): RedisFault {
  const { message } = error;
  if (message.startsWith('NOPERM')) return deniedFault(message, prefix, user);
  if (/^(NOAUTH|WRONGPASS|ERR.*(password|AUTH))/.test(message))
    return {
      what: `Redis refuses these credentials: ${message}`,
      fix: 'put the right user and password into it',
    };
  const fix = /READONLY|MASTERDOWN/.test(message)
    ? 'this is a read-only replica: name the primary server'
    : /OOM/.test(message)
      ? 'raise maxmemory or free memory'
      : /MISCONF/.test(message)
        ? 'Redis cannot save to its disk: free some, or look into its log'
        : /MOVED|CLUSTERDOWN|CROSSSLOT|ASK/.test(message)
          ? 'this is a node of a Redis Cluster: name a single server, or a primary with replicas'
          : 'point it at a primary server that takes writes';
  return { what: `Redis takes no writes: ${message}`, fix };
}

/** Socket.IO subscribes by this pattern, which an ACL must name to the letter. */
function socketPattern(prefix: string): string {
  return `${prefix}:socket.io#/#*`;
}

function deniedFault(denied: string, prefix: string, user: string): RedisFault {
  const rules = `~${prefix}:* resetchannels &${prefix}:* &${socketPattern(prefix)} +@all -@admin -@dangerous +info`;
  return {
    what: `the user "${user}" of Redis may not do what is needed (${denied})`,
    fix: `it needs the keys ${prefix}:*, the channels ${prefix}:* and the pattern ${socketPattern(prefix)}: ACL SETUSER ${user} ${rules}`,
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
