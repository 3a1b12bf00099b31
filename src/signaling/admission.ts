import type { Connection } from '../realtime/socket.connection.js';
import type { SentLog } from './sent-log.js';

/** A device's membership in a peer group, kept with its connection so that relaying needs no store. */
export interface Admission {
  peerId: string;
  /** Those known to be there; asked for again when one is missing. */
  peers: Map<string, KnownPeer>;
  /** Whether this device's IP addresses are hidden from a peer; asked before the first signal to it. */
  hidesFrom?: (peerId: string) => Promise<boolean>;
  /** The signals it sent lately. */
  sent: SentLog;
  /** Only relayed candidates may pass. */
  relayOnly: boolean;
  /** Whether every signal has to name its peer. */
  addressed: boolean;
  /** When it was last given ICE servers; their credentials expire. */
  iceIssuedAtMs: number;
  /** A new peer: signals to it begin with the first one sent from now on. */
  isFirst: boolean;
  /** The last number it was sent of each peer on another instance. */
  heard: Map<string, number>;
  /** Of which peers something is missing, and up to which number. */
  fetching?: Map<string, number>;
  /** Resolves when no signal of this device waits for a store. */
  asking?: Promise<void>;
  /** How large those are that wait. */
  askingBytes: number;
}

export interface KnownPeer {
  peerId: string;
  /** The Socket.IO room that holds nobody else. */
  socketRoom: string;
  /** Whether it wants signals with their numbers. */
  wantsSeq: boolean;
  /** Whether its instance, when it is another one, detects missing signals. Older versions do not. */
  chained: boolean;
  /** Only relayed candidates may pass to it. */
  relayOnly: boolean;
}

/** How a device takes part in a group. */
export interface AdmissionOptions {
  /** How often it has come back. */
  epoch?: number;
  /** Media goes through TURN only: other candidates are dropped. */
  relayOnly: boolean;
  /** In a group of more than two nobody is meant when nobody is named. */
  addressed?: boolean;
  /** Whether the same holds towards one peer alone. */
  hidesFrom?: (peerId: string) => Promise<boolean>;
}

/** The Socket.IO room that holds nobody but one peer. */
export const peerSocketRoom = (groupId: string, peerId: string): string => `group:${groupId}:${peerId}`;

export function admissionOf(connection: Connection, groupId: string): Admission | undefined {
  return connection.admission(groupId) as Admission | undefined;
}
