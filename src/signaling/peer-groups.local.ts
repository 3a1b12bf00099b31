import { MAX_EARLY_SIGNALS, type PeerGroups } from './peer-groups.js';
import type { SignalIn } from './signaling.protocol.js';

interface Group {
  /** Connection ids by peer id. */
  peers: Map<string, string>;
  early: SignalIn[];
  answeredBy?: string;
}

/** One process: groups live in memory as long as their call does. */
export class LocalPeerGroups implements PeerGroups {
  private readonly groups = new Map<string, Group>();

  async enter(groupId: string, peerId: string, connectionId: string): Promise<void> {
    this.group(groupId).peers.set(peerId, connectionId);
  }

  async exit(groupId: string, peerId: string, connectionId: string): Promise<void> {
    const peers = this.groups.get(groupId)?.peers;
    if (peers?.get(peerId) === connectionId) peers.delete(peerId);
  }

  async has(groupId: string, peerId: string): Promise<boolean> {
    return this.groups.get(groupId)?.peers.has(peerId) ?? false;
  }

  async keepEarly(groupId: string, signal: SignalIn): Promise<'kept' | 'full' | { answeredBy: string }> {
    const group = this.group(groupId);
    if (group.answeredBy) return { answeredBy: group.answeredBy };
    if (group.early.length >= MAX_EARLY_SIGNALS) return 'full';
    group.early.push(signal);
    return 'kept';
  }

  async takeEarly(groupId: string, peerId: string): Promise<SignalIn[]> {
    const group = this.group(groupId);
    const taken = group.early;
    group.early = [];
    group.answeredBy = peerId;
    return taken;
  }

  async close(groupId: string): Promise<void> {
    this.groups.delete(groupId);
  }

  private group(groupId: string): Group {
    const group = this.groups.get(groupId) ?? { peers: new Map<string, string>(), early: [] };
    this.groups.set(groupId, group);
    return group;
  }
}
