import { randomUUID } from 'node:crypto';
import type { Directory, DirectoryEntry } from './directory.js';

/** One process: the directory is a few maps and ends with it. */
export class LocalDirectory implements Directory {
  private readonly byUser = new Map<string, Set<string>>();
  private readonly byIp = new Map<string, Set<string>>();
  private readonly guestIds = new Set<string>();

  readonly instanceId = randomUUID();

  onReconnect(): void {}

  async open(
    entry: DirectoryEntry,
    limits: { perUser: number; perIp: number },
  ): Promise<number | 'user_full' | 'ip_full'> {
    if ((this.byUser.get(entry.userId)?.size ?? 0) >= limits.perUser) return 'user_full';
    if ((this.byIp.get(entry.ip)?.size ?? 0) >= limits.perIp) return 'ip_full';
    if (entry.isGuest) this.guestIds.add(entry.userId);
    add(this.byIp, entry.ip, entry.connectionId);
    return add(this.byUser, entry.userId, entry.connectionId);
  }

  async close(entry: DirectoryEntry): Promise<number> {
    remove(this.byIp, entry.ip, entry.connectionId);
    const left = remove(this.byUser, entry.userId, entry.connectionId);
    if (left === 0) this.guestIds.delete(entry.userId);
    return left;
  }

  async lostAt(): Promise<number> {
    return 0;
  }

  async connectionsOf(userId: string): Promise<string[]> {
    return [...(this.byUser.get(userId) ?? [])];
  }

  async online(userIds: string[]): Promise<Set<string>> {
    return new Set(userIds.filter((id) => this.byUser.has(id)));
  }

  async onlineMembers(): Promise<string[]> {
    return [...this.byUser.keys()].filter((id) => !this.guestIds.has(id));
  }

  async guests(): Promise<number> {
    return this.guestIds.size;
  }

  async beat(): Promise<{ moved: string[]; unregistered: boolean }> {
    return { moved: [], unregistered: false };
  }

  async confirm(): Promise<void> {}

  async liveInstances(): Promise<Set<string>> {
    return new Set([this.instanceId]);
  }

  async leave(): Promise<void> {
    this.byUser.clear();
    this.byIp.clear();
    this.guestIds.clear();
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): number {
  const values = map.get(key) ?? new Set();
  map.set(key, values.add(value));
  return values.size;
}

function remove(map: Map<string, Set<string>>, key: string, value: string): number {
  const values = map.get(key);
  values?.delete(value);
  if (values?.size === 0) map.delete(key);
  return values?.size ?? 0;
}
