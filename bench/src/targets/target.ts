/** A server as the workloads use it: how to start it, sign in, connect, open a pair and set a call up. */
import type { ServerProcess } from '../machine/server-process.js';

export interface StartOptions {
  env?: Record<string, string>;
  collectable?: boolean;
}

/** A connected, authenticated client. */
export interface Peer {
  /** Takes every frame first; true means that it was consumed. */
  tap: ((chunk: Buffer, start: number, end: number) => boolean) | undefined;
  readonly closed: boolean;
  write(frame: Buffer): void;
  close(): void;
}

export const SIGNALS = ['description', 'candidate'] as const;
export type Signal = (typeof SIGNALS)[number];

/** The kinds of frames that arrive in the relay workload. */
export const FRAME = { other: 0, delivery: 1, ack: 2, refusal: 3 } as const;

/** Two clients that may signal to each other; `frames` go from the first to the second. */
export interface Pair {
  sender: Peer;
  receiver: Peer;
  frames: Record<Signal, Buffer[]>;
  close(): Promise<void>;
}

/** Durations of one call's set-up in milliseconds. */
export interface CallSetup {
  /** ring sent -> incoming at the callee */
  incomingMs: number;
  /** accept sent -> accepted at the caller */
  acceptedMs: number;
  /** ring sent -> accepted at the caller */
  totalMs: number;
  /** accept sent -> the callee's other device stops ringing; only where devices are known */
  othersStopMs?: number;
}

/** The people of one call; they stay connected from call to call. */
export interface Line {
  setUp(): Promise<CallSetup>;
  /** Ends everything that `setUp` left running. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

export interface Target {
  readonly name: string;
  readonly label: string;
  /** Whether the server answers the sender; otherwise the delivery drives the closed loop. */
  readonly acks: boolean;
  /** Whether people can sign in with a password. */
  readonly signsIn: boolean;
  readonly server: ServerProcess;
  start(options?: StartOptions): Promise<void>;
  stop(): Promise<void>;
  /** Makes sure that accounts 0 to count-1 exist and can connect. */
  prepare(count: number): Promise<void>;
  connect(account: number): Promise<Peer>;
  /** Connects two accounts and makes them a pair. */
  openPair(sender: number, receiver: number): Promise<Pair>;
  openLine?(caller: number, callee: number): Promise<Line>;
  /** Creates the accounts of the login storm; hashing their passwords costs as much as the server is configured for. */
  prepareLogins?(): Promise<void>;
  /** Signs in with a password once and resolves with the HTTP status. */
  login?(index: number, timeoutMs: number): Promise<number>;
  classify(chunk: Buffer, start: number, end: number): number;
}
