import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Directory, DirectoryEntry } from './directory.js';

// Keys under <prefix>:conn:  u:<user> and a:<address> sets of connections · i:<instance> set of entries ·
// members, guests sets of users · instances sorted set of lease ends (milliseconds of Redis' own clock).
const SCRIPTS = {
  directoryOpen: `
    local p, entry, user, conn, guest, address = ARGV[1], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
    if tonumber(ARGV[8]) <= redis.call('SCARD', p..'u:'..user) then return -1 end
    if tonumber(ARGV[9]) <= redis.call('SCARD', p..'a:'..address) then return -2 end
    redis.call('SADD', p..'i:'..ARGV[2], entry)
    redis.call('SADD', p..'a:'..address, conn)
    redis.call('SADD', p..'u:'..user, conn)
    redis.call('SADD', p..(guest == '1' and 'guests' or 'members'), user)
    return redis.call('SCARD', p..'u:'..user)`,
  directoryClose: `
    local p, user, conn, address = ARGV[1], ARGV[4], ARGV[5], ARGV[7]
    redis.call('SREM', p..'i:'..ARGV[2], ARGV[3])
    redis.call('SREM', p..'a:'..address, conn)
    redis.call('SREM', p..'u:'..user, conn)
    local left = redis.call('SCARD', p..'u:'..user)
    if left == 0 then redis.call('SREM', p..'members', user) redis.call('SREM', p..'guests', user) end
    return left`,
  directoryBeat: `
    local p, now = ARGV[1], redis.call('TIME')
    now = now[1] * 1000 + math.floor(now[2] / 1000)
    local known = redis.call('ZSCORE', p..'instances', ARGV[2])
    redis.call('ZADD', p..'instances', now + ARGV[3], ARGV[2])
    local gone = {}
    for _, instance in ipairs(redis.call('ZRANGEBYSCORE', p..'instances', '-inf', now)) do
      for _, entry in ipairs(redis.call('SMEMBERS', p..'i:'..instance)) do
        local user, conn, address = string.match(entry, '^(%S+) (%S+) %S+ (.*)$')
        redis.call('SREM', p..'a:'..address, conn)
        redis.call('SREM', p..'u:'..user, conn)
        if redis.call('SCARD', p..'u:'..user) == 0 then
          redis.call('SREM', p..'members', user) redis.call('SREM', p..'guests', user)
          table.insert(gone, user)
        end
      end
      redis.call('DEL', p..'i:'..instance)
      redis.call('ZREM', p..'instances', instance)
    end
    return {known and 1 or 0, gone}`,
} as const;

type Script = (...args: (string | number)[]) => Promise<unknown>;

/** Several processes: Redis holds the directory, every change is one atomic script. */
export class RedisDirectory implements Directory {
  readonly instanceId = randomUUID();
  private readonly prefix: string;
  private readonly scripts: Record<keyof typeof SCRIPTS, Script>;

  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly leaseMs: number,
  ) {
    this.prefix = `${prefix}:conn:`;
    for (const [name, lua] of Object.entries(SCRIPTS)) redis.defineCommand(name, { numberOfKeys: 0, lua });
    this.scripts = redis as unknown as Record<keyof typeof SCRIPTS, Script>;
  }

  onReturn(listener: () => void): void {
    this.redis.on('ready', listener);
  }

  async open(
    entry: DirectoryEntry,
    limits: { perUser: number; perAddress: number },
  ): Promise<number | 'user_full' | 'address_full'> {
    const count = (await this.scripts.directoryOpen(
      ...this.args(entry),
      limits.perUser,
      limits.perAddress,
    )) as number;
    return count === -1 ? 'user_full' : count === -2 ? 'address_full' : count;
  }

  async close(entry: DirectoryEntry): Promise<number> {
    return (await this.scripts.directoryClose(...this.args(entry))) as number;
  }

  connectionsOf(userId: string): Promise<string[]> {
    return this.redis.smembers(`${this.prefix}u:${userId}`);
  }

  async online(userIds: string[]): Promise<Set<string>> {
    if (userIds.length === 0) return new Set();
    const [members, guests] = await Promise.all([
      this.redis.smismember(`${this.prefix}members`, userIds),
      this.redis.smismember(`${this.prefix}guests`, userIds),
    ]);
    return new Set(userIds.filter((_, i) => members[i] === 1 || guests[i] === 1));
  }

  onlineMembers(): Promise<string[]> {
    return this.redis.smembers(`${this.prefix}members`);
  }

  guests(): Promise<number> {
    return this.redis.scard(`${this.prefix}guests`);
  }

  async beat(entries: Iterable<DirectoryEntry>): Promise<{ moved: string[]; forgotten: boolean }> {
    const [known, gone] = (await this.scripts.directoryBeat(this.prefix, this.instanceId, this.leaseMs)) as [
      number,
      string[],
    ];
    // Redis has forgotten us (it came back empty, or we were taken for dead): enter everybody again.
    if (known === 1) return { moved: gone, forgotten: false };
    const ours = [...entries];
    await Promise.all(ours.map((entry) => this.open(entry, { perUser: 1e9, perAddress: 1e9 })));
    return { moved: [...gone, ...ours.map((entry) => entry.userId)], forgotten: true };
  }

  async liveInstances(): Promise<Set<string>> {
    const [seconds] = (await this.redis.time()) as unknown as [string, string];
    return new Set(await this.redis.zrangebyscore(`${this.prefix}instances`, Number(seconds) * 1000, '+inf'));
  }

  async leave(): Promise<void> {
    // A lease that ended long ago: the next beat of anybody clears what is left of us.
    await this.redis.zadd(`${this.prefix}instances`, 0, this.instanceId);
  }

  private args(entry: DirectoryEntry): string[] {
    const { userId, connectionId, isGuest, address } = entry;
    const guest = isGuest ? '1' : '0';
    return [
      this.prefix,
      this.instanceId,
      `${userId} ${connectionId} ${guest} ${address}`,
      userId,
      connectionId,
      guest,
      address,
    ];
  }
}
