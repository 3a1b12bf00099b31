/** Shared by all workloads: their sizes, and how rounds of several servers are interleaved and kept. */
import type { RinglineTarget } from '../targets/ringline.js';
import type { Target } from '../targets/target.js';

export interface Settings {
  relay: { pairs: number; rounds: number; roundMs: number };
  steady: { clients: number; perSecond: number; rounds: number; roundMs: number };
  memory: { connections: number; settleMs: number };
  connects: { warmUp: number; rounds: number; perRound: number; width: number };
  calls: { running: number; lines: number; rounds: number; perRound: number };
  reads: { connections: number; rounds: number; roundMs: number };
  /** `running` calls at once; so many calls set up, resumed, and candidates relayed per second. */
  figures: { running: number[]; setUps: number; resumes: number; perSecond: number; relayMs: number };
  messages: { senders: number; listeners: number; rounds: number; roundMs: number };
  history: { messages: number; connections: number; rounds: number; roundMs: number };
  /** So many look on while `changing` people come and go. */
  presence: { each: number; batched: number; changing: number; rounds: number };
  storm: { pairs: number; perSecond: number; logins: number; idleMs: number; stormMs: number };
}

export const FULL: Settings = {
  relay: { pairs: 50, rounds: 9, roundMs: 800 },
  steady: { clients: 1_000, perSecond: 1_000, rounds: 5, roundMs: 2_500 },
  memory: { connections: 2_000, settleMs: 2_000 },
  connects: { warmUp: 300, rounds: 5, perRound: 300, width: 16 },
  calls: { running: 500, lines: 8, rounds: 5, perRound: 56 },
  reads: { connections: 32, rounds: 9, roundMs: 800 },
  figures: { running: [50, 500], setUps: 200, resumes: 50, perSecond: 500, relayMs: 10_000 },
  messages: { senders: 64, listeners: 1_000, rounds: 5, roundMs: 2_000 },
  history: { messages: 1_000_000, connections: 16, rounds: 5, roundMs: 2_000 },
  presence: { each: 500, batched: 5_000, changing: 100, rounds: 2 },
  storm: { pairs: 50, perSecond: 1_000, logins: 50, idleMs: 6_000, stormMs: 20_000 },
};

export const QUICK: Settings = {
  relay: { pairs: 50, rounds: 3, roundMs: 250 },
  steady: { clients: 200, perSecond: 1_000, rounds: 1, roundMs: 1_500 },
  memory: { connections: 400, settleMs: 400 },
  connects: { warmUp: 40, rounds: 2, perRound: 100, width: 16 },
  calls: { running: 30, lines: 4, rounds: 2, perRound: 16 },
  reads: { connections: 32, rounds: 3, roundMs: 400 },
  figures: { running: [10], setUps: 20, resumes: 10, perSecond: 200, relayMs: 1_000 },
  messages: { senders: 64, listeners: 200, rounds: 2, roundMs: 1_000 },
  history: { messages: 100_000, connections: 16, rounds: 2, roundMs: 1_000 },
  presence: { each: 100, batched: 500, changing: 30, rounds: 1 },
  storm: { pairs: 50, perSecond: 1_000, logins: 50, idleMs: 1_500, stormMs: 3_000 },
};

export interface Context {
  settings: Settings;
  targets: Target[];
  ringline: RinglineTarget | undefined;
  databaseUrl: string;
}

/** A guard per message changes nothing for connections that send none. */
export function withoutMessageGuard(targets: Target[]): Target[] {
  return targets.filter((target) => target.name !== 'nest-guard');
}

/** The result of one target in one round. */
export type Metrics = Record<string, number>;
/** By target name, in the order of the rounds. */
export type Rounds = Record<string, Metrics[]>;

/** Measures every target in every round, beginning each round with another one. */
export async function interleave<T extends { name: string }>(
  targets: T[],
  rounds: number,
  measure: (target: T, round: number) => Promise<Metrics>,
): Promise<Rounds> {
  const results: Rounds = Object.fromEntries(targets.map((target) => [target.name, []]));
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < targets.length; turn++) {
      const target = targets[(turn + round) % targets.length]!;
      results[target.name]!.push(await measure(target, round));
    }
  return results;
}

/** Starts the targets with their accounts, and stops them whatever happens in between. */
export async function withServers<T>(
  targets: Target[],
  accounts: number,
  work: () => Promise<T>,
): Promise<T> {
  const started: Target[] = [];
  try {
    for (const target of targets) {
      await target.start();
      started.push(target);
      await target.prepare(accounts);
    }
    return await work();
  } finally {
    await Promise.all(started.map((target) => target.stop()));
  }
}
