import { describe, expect, it } from '@jest/globals';
import {
  decideRefresh,
  reuseWindow,
  type PresentedSession,
  type PresentedToken,
  type Presentation,
} from './refresh.policy.js';

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1000);

const current: PresentedToken = { generation: 4, rotatedAt: null, hasSuccessor: false, replays: 0 };
/** Exchanged at second 100. */
const rotated: PresentedToken = { generation: 3, rotatedAt: at(100), hasSuccessor: true, replays: 0 };
const session: PresentedSession = {
  headGeneration: 4,
  revoked: false,
  accountActive: true,
  expiresAt: at(1000),
};
/** Arrived at second 105. */
const later: Presentation = { now: at(105), arrivedAt: at(105), inFlight: false };

interface Row {
  token?: Partial<PresentedToken>;
  session?: Partial<PresentedSession>;
  request?: Partial<Presentation>;
  windowS?: number;
}

const decide = (base: PresentedToken, { token, session: s, request, windowS = 0 }: Row) =>
  decideRefresh(
    { ...base, ...token },
    { ...session, ...s },
    { ...later, ...request },
    {
      seconds: windowS,
      replays: 5,
    },
  );

describe('the window', () => {
  it.each([
    ['body', { bodyS: 0, cookieS: 10 }, { seconds: 0, replays: 5 }],
    ['cookie', { bodyS: 0, cookieS: 10 }, { seconds: 10, replays: 100 }],
    ['cookie', { bodyS: 60, cookieS: 10 }, { seconds: 60, replays: 100 }],
    ['cookie', { bodyS: 0, cookieS: 0 }, { seconds: 0, replays: 100 }],
  ] as const)('of a token in a %s, %j', (from, settings, expected) =>
    expect(reuseWindow(from, settings)).toEqual(expected),
  );
});

describe('the current token', () => {
  it.each<[string, Row, string]>([
    ['is rotated', {}, 'rotate'],
    ['of a revoked session', { session: { revoked: true } }, 'revoked'],
    ['of a blocked account', { session: { accountActive: false } }, 'disabled'],
    ['of an expired session', { session: { expiresAt: at(105) } }, 'expired'],
    ['a moment before the end', { session: { expiresAt: at(105.001) } }, 'rotate'],
    ['of a session that is revoked and expired', { session: { revoked: true, expiresAt: at(0) } }, 'revoked'],
    ['rotates although something else held the lock', { request: { inFlight: true } }, 'rotate'],
  ])('%s', (_name, row, expected) => expect(decide(current, row)).toBe(expected));
});

describe('a rotated token, strict', () => {
  it.each<[string, Row, string]>([
    ['presented afterwards', {}, 'reused'],
    ['that arrived before the rotation', { request: { arrivedAt: at(99.9) } }, 'replay_in_flight'],
    ['that arrived in the same millisecond', { request: { arrivedAt: at(100.001) } }, 'replay_in_flight'],
    ['that arrived two milliseconds later', { request: { arrivedAt: at(100.002) } }, 'reused'],
    [
      'that arrived after the answer, known exactly, whatever clocks and locks say',
      { request: { arrivedAt: at(99), inFlight: true, precedesAnswer: false } },
      'reused',
    ],
    [
      'that arrived before the answer, known exactly',
      { request: { precedesAnswer: true } },
      'replay_in_flight',
    ],
    [
      'that arrived during the commit',
      { request: { arrivedAt: at(100.01), inFlight: true } },
      'replay_in_flight',
    ],
    [
      'long after it, while something holds the lock',
      { request: { now: at(200), arrivedAt: at(200), inFlight: true } },
      'reused',
    ],
    [
      'two generations old, in flight',
      { token: { generation: 2 }, request: { arrivedAt: at(99), inFlight: true } },
      'reused',
    ],
    [
      'whose successor is no longer kept',
      { token: { hasSuccessor: false }, request: { arrivedAt: at(99) } },
      'reused',
    ],
    [
      'of a session revoked meanwhile, in flight',
      { session: { revoked: true }, request: { arrivedAt: at(99) } },
      'revoked',
    ],
  ])('%s', (_name, row, expected) => expect(decide(rotated, row)).toBe(expected));
});

describe('a rotated token, with a window of 10 seconds', () => {
  it.each<[string, Row, string]>([
    ['inside', {}, 'replay_in_window'],
    ['at its end', { request: { now: at(110), arrivedAt: at(110) } }, 'replay_in_window'],
    ['after it', { request: { now: at(110.001), arrivedAt: at(110.001) } }, 'reused'],
    ['the fifth time', { token: { replays: 4 } }, 'replay_in_window'],
    ['the sixth time', { token: { replays: 5 } }, 'reused'],
    ['two generations old', { token: { generation: 2 } }, 'reused'],
    [
      'in flight does not count against the window',
      { token: { replays: 5 }, request: { arrivedAt: at(99) } },
      'replay_in_flight',
    ],
  ])('%s', (_name, row, expected) => expect(decide(rotated, { windowS: 10, ...row })).toBe(expected));
});
