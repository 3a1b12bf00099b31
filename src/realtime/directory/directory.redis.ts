import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import {
  type Directory,
  type DirectoryEntry,
  INSTANCE_CHANNEL,
  type LivingConnections,
} from './directory.js';
import { DIRECTORY_SCRIPTS, type DirectoryScripts } from './directory.scripts.js';

const UNLIMITED = { perUser: 1e9, perIp: 1e9 };
/** A number may be right by accident: so often, in beats, the connections themselves are compared anyway. */
const COMPARE_EVERY = 12;
/** Entries that are written at the same time. */
const BATCH = 500;

/** Several processes: Redis holds the directory, every change is one atomic script. */
export class RedisDirectory implements Directory {
  readonly instanceId = randomUUID();
  private readonly prefix: string;
  /** The channel of each instance, followed by its id: a dead instance has no subscriber. */
  private readonly channel: string;
  private readonly scripts: DirectoryScripts;
  /** Users with a connection of which nobody knows whether it was registered or taken out: the answer was lost. */
  private doubtful = new Set<string>();
  private beats = 0;

  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly leaseMs: number,
  ) {
    this.prefix = `${prefix}:conn:`;
    this.channel = `${prefix}:bus:${INSTANCE_CHANNEL}`;
    for (const [name, lua] of Object.entries(DIRECTORY_SCRIPTS))
      redis.defineCommand(name, { numberOfKeys: 0, lua });
    this.scripts = redis as unknown as DirectoryScripts;
  }

  onReconnect(listener: () => void): void {
    this.redis.on('usable', listener);
  }

  async open(
    entry: DirectoryEntry,
    limits: { perUser: number; perIp: number },
  ): Promise<number | 'user_full' | 'ip_full'> {
    const count = await this.change(entry, () =>
      this.scripts.directoryOpen(
        ...this.args(entry),
        limits.perUser,
        limits.perIp,
        this.leaseMs,
        this.channel,
      ),
    );
    return count === -1 ? 'user_full' : count === -2 ? 'ip_full' : count;
  }

  close(entry: DirectoryEntry): Promise<number> {
    return this.change(entry, () => this.scripts.directoryClose(...this.args(entry)));
  }

  async lostAt(ip: string): Promise<number> {
    const { prefix, instanceId, channel, leaseMs } = this;
    return (await this.scripts.directoryLost(prefix, instanceId, channel, leaseMs, ip)) as number;
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

  async beat(living: LivingConnections): Promise<{ moved: string[]; unregistered: boolean }> {
    const answer = await this.scripts.directoryBeat(this.prefix, this.instanceId, this.leaseMs);
    const [known, count, gone] = answer as [number, number, string[]];
    const { doubtful } = this;
    this.doubtful = new Set();
    const differs = count !== living.size || doubtful.size > 0 || this.beats++ % COMPARE_EVERY === 0;
    try {
      const corrected = differs ? await this.correct(living) : [];
      return { moved: [...new Set([...gone, ...doubtful, ...corrected])], unregistered: known === 0 };
    } catch (error) {
      for (const userId of [...doubtful, ...gone]) this.doubtful.add(userId);
      throw error;
    }
  }

  async confirm(): Promise<void> {
    await this.redis.sadd(`${this.prefix}confirmed`, this.instanceId);
  }

  async liveInstances(): Promise<Set<string>> {
    const [seconds] = (await this.redis.time()) as unknown as [string, string];
    return new Set(await this.redis.zrangebyscore(`${this.prefix}instances`, Number(seconds) * 1000, '+inf'));
  }

  async leave(): Promise<void> {
    // A lease that ended long ago: the next heartbeat of any instance removes the remaining entries.
    await this.redis.zadd(`${this.prefix}instances`, 0, this.instanceId);
  }

  /** Removes dead entries, adds missing ones. @returns the users it concerns */
  private async correct(living: LivingConnections): Promise<string[]> {
    const stored = new Set(await this.redis.smembers(`${this.prefix}i:${this.instanceId}`));
    const missing: DirectoryEntry[] = [];
    // Compared without an await in between: changes from here on are sent to the directory after this.
    for (const entry of living.entries()) if (!stored.delete(textOf(entry))) missing.push(entry);
    const stale = [...stored].map(entryOf).filter(({ connectionId }) => !living.has(connectionId));
    await inBatches(stale, (entry) => this.close(entry));
    await inBatches(missing, async (entry) => {
      if (!living.has(entry.connectionId)) return;
      await this.open(entry, UNLIMITED);
      if (!living.has(entry.connectionId)) await this.close(entry);
    });
    return [...stale, ...missing].map(({ userId }) => userId);
  }

  private async change(entry: DirectoryEntry, script: () => Promise<unknown>): Promise<number> {
    try {
      return (await script()) as number;
    } catch (error) {
      this.doubtful.add(entry.userId);
      throw error;
    }
  }

  private args(entry: DirectoryEntry): string[] {
    const { userId, connectionId, isGuest, ip } = entry;
    return [this.prefix, this.instanceId, textOf(entry), userId, connectionId, isGuest ? '1' : '0', ip];
  }
}

function textOf({ userId, connectionId, isGuest, ip }: DirectoryEntry): string {
  return `${userId} ${connectionId} ${isGuest ? '1' : '0'} ${ip}`;
}

function entryOf(text: string): DirectoryEntry {
  const [userId = '', connectionId = '', guest, ...ip] = text.split(' ');
  return { userId, connectionId, isGuest: guest === '1', ip: ip.join(' ') };
}

async function inBatches<T>(all: T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += BATCH)
    await Promise.all(all.slice(from, from + BATCH).map(work));
}
