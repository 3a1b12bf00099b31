import type { KnownPeer } from './admission.js';
import type { SignalIn } from './signaling.protocol.js';

/** The members of each peer group, across instances, and a caller's signals before the call is accepted. */
export interface PeerGroups {
  /** The peer is there, reached through this connection; the latest counts. */
  enter(groupId: string, peerId: string, connectionId: string, wantsSeq: boolean): Promise<void>;
  /** The connection has closed, and the peer leaves with it unless it has come back through another. */
  exit(groupId: string, peerId: string, connectionId: string): Promise<void>;
  /** As `exit`, but the peer may come back: signals to it are kept meanwhile. */
  lose(groupId: string, peerId: string, connectionId: string): Promise<void>;
  /** The peer leaves for good, whichever instance it was on. */
  drop(groupId: string, peerId: string): Promise<void>;
  find(groupId: string, peerId: string): Promise<PeerStatus>;
  /**
   * Keeps a signal for the device that accepts.
   * @returns `kept`, `full`, or the peer that has accepted meanwhile
   */
  keepEarly(groupId: string, signal: SignalIn): Promise<'kept' | 'full' | { answeredBy: string }>;
  /**
   * Hands over the kept signals, in order, and again if the same peer asks again; from now on early signals go to this peer.
   */
  takeEarly(groupId: string, peerId: string): Promise<SignalIn[]>;
  /** Replaces the kept signals, where Redis restarted empty. */
  restoreEarly(groupId: string, signals: SignalIn[]): Promise<void>;
  /** Whether any early signals are kept. */
  hasEarly(groupId: string): Promise<boolean>;
  close(groupId: string): Promise<void>;
}

export type PeerStatus = Pick<KnownPeer, 'wantsSeq' | 'chained'> | 'away' | 'gone';

export const PEER_GROUPS = Symbol('peer-groups');

/** In the place of a connection id. */
export const AWAY = 'away';
export const MAX_EARLY_SIGNALS = 100;
/** Of all early signals of a group together. */
export const MAX_EARLY_BYTES = 262_144;
/** A group that was never closed is deleted after a day without a connected peer. */
export const GROUP_TTL_S = 86_400;
