import type { KnownPeer } from './admission.js';
import type { SignalIn } from './signaling.protocol.js';

/** Who is in which peer group, on every instance, and what a caller signalled before anybody answered. */
export interface PeerGroups {
  /** The peer is there, reached through this connection; the latest counts. */
  enter(groupId: string, peerId: string, connectionId: string, wantsSeq: boolean): Promise<void>;
  /** The connection is gone, and the peer with it unless it has come back through another. */
  exit(groupId: string, peerId: string, connectionId: string): Promise<void>;
  /** As `exit`, but the peer may come back: what it is sent meanwhile is kept. */
  lose(groupId: string, peerId: string, connectionId: string): Promise<void>;
  /** The peer is gone for good, wherever it was. */
  drop(groupId: string, peerId: string): Promise<void>;
  find(groupId: string, peerId: string): Promise<PeerStatus>;
  /**
   * Keeps a signal for whoever answers.
   * @returns `kept`, `full`, or the peer who has answered meanwhile
   */
  keepEarly(groupId: string, signal: SignalIn): Promise<'kept' | 'full' | { answeredBy: string }>;
  /** Hands over what was kept, in order, and again if the same peer asks again; from now on early signals go to this peer. */
  takeEarly(groupId: string, peerId: string): Promise<SignalIn[]>;
  /** Puts in the place of what is kept, where Redis came back empty. */
  restoreEarly(groupId: string, signals: SignalIn[]): Promise<void>;
  /** Whether anything is kept for who answers. */
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
/** A group nobody closed is forgotten after a day without anybody who is connected. */
export const GROUP_TTL_S = 86_400;
