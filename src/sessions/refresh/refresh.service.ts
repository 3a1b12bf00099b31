import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { type Account, AccountsService } from '../../users/accounts.service.js';
import { DatabaseClock } from '../database-clock.js';
import { RefreshReuse } from './refresh-reuse.js';
import { hashOf, isRefreshToken, newRefreshToken, openSuccessor, sealSuccessor } from './refresh-token.js';
import { decideRefresh, type RefreshDecision, reuseWindow } from './refresh.policy.js';
import { type RefreshState, RefreshStore } from './refresh.store.js';
import { Rotations } from './rotations.js';
import { SessionEnds } from '../revocation/session-ends.service.js';
import { sessionErrors } from '../sessions.errors.js';
import { SessionMetrics } from '../sessions.metrics.js';
import { type OpenSession, SessionsService } from '../sessions.service.js';
import type { Transaction } from '../sessions.store.js';

/** Asked inside of transactions, where PostgreSQL has no second connection to count with. */
const REFRESH_PER_SESSION: Bucket = { name: 'refresh_session', points: 120, durationS: 60, hot: true };

interface Outcome {
  decision: RefreshDecision | 'unknown';
  answer?: OpenSession;
  sessionId?: string;
}

const RESULTS: Record<Outcome['decision'], string> = {
  rotate: 'rotated',
  replay_in_flight: 'replayed',
  replay_in_window: 'replayed',
  reused: 'reused',
  revoked: 'revoked',
  disabled: 'revoked',
  expired: 'expired',
  unknown: 'unknown',
};

/** Exchanges a refresh token for the next one; a token used twice ends its session. */
@Injectable()
export class RefreshService {
  private readonly rotations = new Rotations();
  private readonly clock = new DatabaseClock();

  constructor(
    private readonly store: RefreshStore,
    private readonly sessions: SessionsService,
    private readonly ends: SessionEnds,
    private readonly accounts: AccountsService,
    private readonly limits: Limits,
    private readonly config: Configuration,
    private readonly metrics: SessionMetrics,
    private readonly reuse: RefreshReuse,
  ) {}

  /**
   * @param arrivedAt when the request arrived, of `performance.now()`
   * @param from where the token came in
   * @throws refresh_token_invalid, refresh_token_reused, session_revoked, refresh_in_progress, rate_limited
   */
  async refresh(token: string, arrivedAt: number, from: 'body' | 'cookie' = 'body'): Promise<OpenSession> {
    if (!isRefreshToken(token)) return this.conclude({ decision: 'unknown' });
    const hash = hashOf(token);
    // The result of the transaction must be committed, also when the answer is a refusal.
    const outcome = await this.store
      .transaction((tx) => this.exchange(token, hash, arrivedAt, from, tx))
      .catch((error: unknown) => {
        this.rotations.undo(hash);
        if (error instanceof AppError && error.code === 'refresh_in_progress')
          this.metrics.refreshes.inc({ result: 'conflict' });
        throw error;
      });
    if (outcome.decision === 'rotate') setImmediate(() => this.rotations.answered(hash));
    return this.conclude(outcome);
  }

  private async exchange(
    token: string,
    hash: Buffer,
    arrivedAt: number,
    from: 'body' | 'cookie',
    tx: Transaction,
  ): Promise<Outcome> {
    const lock = await this.store.lockSession(hash, tx);
    const askedAt = performance.now();
    const state = lock && (await this.store.read(hash, tx));
    if (!state) return { decision: 'unknown' };
    this.clock.learn(askedAt, state.now.getTime(), performance.now());
    const account = await this.accounts.find(state.userId, tx);
    if (!state.revoked && (account?.credentialVersion !== state.credentialVersion || !account.isActive))
      this.metrics.inconsistencies.inc({ flow: 'refresh' });
    const decision = decideRefresh(
      { ...state, hasSuccessor: state.successorSealed !== null },
      {
        ...state,
        revoked: state.revoked || account?.credentialVersion !== state.credentialVersion,
        accountActive: account?.isActive ?? false,
      },
      {
        now: state.now,
        arrivedAt: this.clock.latestAt(arrivedAt),
        inFlight: lock.waited,
        precedesAnswer: this.rotations.precedesAnswer(hash, arrivedAt),
      },
      reuseWindow(from === 'cookie' && state.rotatedByCookie ? 'cookie' : 'body', {
        bodyS: this.config.auth.refreshReuseWindowS,
        cookieS: this.config.auth.refreshReuseWindowCookieS,
      }),
    );
    const { sessionId } = state;
    if (decision === 'rotate')
      return { decision, sessionId, answer: await this.rotate(token, hash, state, account!, from, tx) };
    if (decision !== 'replay_in_flight' && decision !== 'replay_in_window') return { decision, sessionId };
    if (decision === 'replay_in_window') await this.store.countReplay(hash, tx);
    return {
      decision,
      sessionId,
      answer: this.sessions.answer(
        account!,
        sessionId,
        openSuccessor(token, state.successorSealed!),
        secondsBetween(state.now, state.expiresAt),
      ),
    };
  }

  private async rotate(
    token: string,
    hash: Buffer,
    { sessionId, now, idleTtlS, absoluteExpiresAt }: RefreshState,
    account: Account,
    from: 'body' | 'cookie',
    tx: Transaction,
  ): Promise<OpenSession> {
    await this.limits.consume(REFRESH_PER_SESSION, sessionId);
    const next = newRefreshToken();
    const idleS = account.own.isGuest
      ? this.config.auth.refreshAbsoluteTtlS
      : this.config.auth.refreshIdleTtlS;
    // Made before the commit, so that nothing but the commit stands between the rotation and its answer.
    const livesS = Math.min(idleTtlS ?? idleS, secondsBetween(now, absoluteExpiresAt));
    const answer = this.sessions.answer(account, sessionId, next, livesS);
    this.rotations.begin(hash);
    const sealed = sealSuccessor(token, next);
    await this.store.rotate(hash, { hash: hashOf(next), sealed, idleS, byCookie: from === 'cookie' }, tx);
    return answer;
  }

  private async conclude({ decision, answer, sessionId }: Outcome): Promise<OpenSession> {
    this.metrics.refreshes.inc({ result: RESULTS[decision] });
    if (answer) return answer;
    if (decision === 'reused') {
      await this.reuse.end(sessionId!);
      throw sessionErrors.refresh_token_reused();
    }
    if (decision === 'disabled') await this.ends.end(sessionId!, 'account_disabled');
    throw decision === 'disabled' || decision === 'revoked'
      ? sessionErrors.session_revoked()
      : sessionErrors.refresh_token_invalid();
  }
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
