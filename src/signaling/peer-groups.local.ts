import { AWAY, MAX_EARLY_BYTES, MAX_EARLY_SIGNALS, type PeerGroups, type PeerStatus } from './peer-groups.js';
import type { SignalIn } from './signaling.protocol.js';

interface Group {
  peers: Map<string, { connectionId: string; wantsSeq: boolean }>;
  early: SignalIn[];
  earlyBytes: number;
  answeredBy?: string;
}

/** One process: groups live in memory as long as their call does. */
export class LocalPeerGroups implements PeerGroups {
  private readonly groups = new Map<string, Group>();

  async enter(groupId: string, peerId: string, connectionId: string, wantsSeq: boolean): Promise<void> {
    this.group(groupId).peers.set(peerId, { connectionId, wantsSeq });
  }

  async exit(groupId: string, peerId: string, connectionId: string): Promise<void> {
    const peers = this.groups.get(groupId)?.peers;
    if (peers?.get(peerId)?.connectionId === connectionId) peers.delete(peerId);
  }

  async lose(groupId: string, peerId: string, connectionId: string): Promise<void> {
    const peers = this.groups.get(groupId)?.peers;
    const peer = peers?.get(peerId);
    if (peer?.connectionId === connectionId) peer.connectionId = AWAY;
  }

  async drop(groupId: string, peerId: string): Promise<void> {
    const group = this.groups.get(groupId);
    group?.peers.delete(peerId);
    if (group?.peers.size === 0 && group.early.length === 0) this.groups.delete(groupId);
  }

  async find(groupId: string, peerId: string): Promise<PeerStatus> {
    const peer = this.groups.get(groupId)?.peers.get(peerId);
    if (peer === undefined) return 'gone';
    return peer.connectionId === AWAY ? 'away' : { wantsSeq: peer.wantsSeq, chained: true };
  }

  async keepEarly(groupId: string, signal: SignalIn): Promise<'kept' | 'full' | { answeredBy: string }> {
    const group = this.group(groupId);
    if (group.answeredBy) return { answeredBy: group.answeredBy };
    const bytes = bytesOf(signal);
    if (group.early.length >= MAX_EARLY_SIGNALS || group.earlyBytes + bytes > MAX_EARLY_BYTES) return 'full';
    group.earlyBytes += bytes;
    group.early.push(signal);
    return 'kept';
  }

  async takeEarly(groupId: string, peerId: string): Promise<SignalIn[]> {
    const group = this.group(groupId);
    group.answeredBy ??= peerId;
    return group.answeredBy === peerId ? group.early : [];
  }

  async restoreEarly(groupId: string, signals: SignalIn[]): Promise<void> {
    const group = this.group(groupId);
    group.early = [...signals];
    group.earlyBytes = signals.reduce((sum, signal) => sum + bytesOf(signal), 0);
  }

  async hasEarly(groupId: string): Promise<boolean> {
    return (this.groups.get(groupId)?.early.length ?? 0) > 0;
  }

  async close(groupId: string): Promise<void> {
    this.groups.delete(groupId);
  }

  private group(groupId: string): Group {
    const group = this.groups.get(groupId) ?? { peers: new Map<string, never>(), early: [], earlyBytes: 0 };
    this.groups.set(groupId, group);
    return group;
  }
}

function bytesOf(signal: SignalIn): number {
  return Buffer.byteLength(JSON.stringify(signal));
}
