import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { InstanceUnregistered } from '../realtime/realtime.events.js';
import { PEER_GROUPS, type PeerGroups } from './peer-groups.js';
import { relayedOnly } from './relay-only.policy.js';
import { SignalPassed } from './signaling.events.js';
import type { SessionDescription, SignalIn } from './signaling.protocol.js';

const GROUPS = 10_000;

/** A caller's signals before the call is accepted; kept in memory as well, in case Redis restarts empty. */
@Injectable()
export class EarlySignalsService implements OnApplicationBootstrap {
  private readonly sent = new LRUCache<string, SignalIn[]>({ max: GROUPS });

  constructor(
    @Inject(PEER_GROUPS) private readonly groups: PeerGroups,
    private readonly events: Events,
    private readonly config: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(InstanceUnregistered, async () => {
      for (const [groupId, signals] of this.sent.entries()) await this.groups.restoreEarly(groupId, signals);
    });
  }

  /** Keeps a caller's first offer for the device that accepts. */
  async offer(groupId: string, from: string, offer: SessionDescription, relayOnly: boolean): Promise<void> {
    const description = relayOnly ? relayedOnly({ description: offer })!.description! : offer;
    await this.keep({ groupId, from, description });
    if (this.config.calls.signalingLog === 'metadata')
      this.events.publish(new SignalPassed(groupId, from, description.type));
  }

  /** The early signals, handed to the peer that accepted; later ones go straight there. */
  take(groupId: string, peerId: string): Promise<SignalIn[]> {
    return this.groups.takeEarly(groupId, peerId);
  }

  /** Whether early signals are kept; false also where they were lost. */
  has(groupId: string): Promise<boolean> {
    return this.groups.hasEarly(groupId);
  }

  /** @returns `kept`, `full`, or the peer that has accepted meanwhile */
  async keep(signal: SignalIn): ReturnType<PeerGroups['keepEarly']> {
    const { groupId } = signal;
    const kept = await this.groups.keepEarly(groupId, signal);
    if (kept === 'kept') this.sent.set(groupId, [...(this.sent.get(groupId) ?? []), signal]);
    return kept;
  }

  /** The group is closed, or the caller continues elsewhere. */
  evict(groupId: string, from?: string): void {
    if (from === undefined || this.sent.get(groupId)?.[0]?.from === from) this.sent.delete(groupId);
  }
}
