import type { Connection } from '../realtime/socket.connection.js';
import type { SentLog } from './sent-log.js';

/** A device's membership in a peer group, kept with its connection so that relaying asks no store. */
export interface Admission {
  peerId: string;
  /** Those known to be there; asked for again when one is missing. */
  peers: Map<string, KnownPeer>;
  /** What it sent lately. */
  sent: SentLog;
  /** Only relayed candidates may pass. */
  relayOnly: boolean;
  /** Whether every signal has to name its peer. */
  addressed: boolean;
  /** When it was last given ICE servers; their credentials expire. */
  iceIssuedAtMs: number;
  /** Settles when no signal of this device waits for a store any more. */
  asking?: Promise<void>;
}

export interface KnownPeer {
  peerId: string;
  /** The Socket.IO room that holds nobody else. */
  room: string;
  /** Whether it wants signals with their numbers. */
  wantsSeq: boolean;
}

/** On which terms a device takes part in a group. */
export interface Terms {
  /** How often it has come back. */
  epoch?: number;
  /** Media goes through TURN only: other candidates do not pass. */
  relayOnly: boolean;
  /** In a group of more than two nobody is meant when nobody is named. */
  addressed?: boolean;
}

export function admissionOf(connection: Connection, groupId: string): Admission | undefined {
  return connection.admission(groupId) as Admission | undefined;
}
