import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { coarseIp } from '../platform/access/client-ip.js';
import type { Principal } from '../platform/access/principal.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import type { Account } from '../users/accounts.service.js';
import { AccessTokens } from './access/access-tokens.service.js';
import { hashOf, isRefreshToken, newRefreshToken } from './refresh/refresh-token.js';
import { Revocations } from './revocation/revocations.service.js';
import { SessionRecords } from './session-records.js';
import type { RevokeReason } from './sessions.events.js';
import { SessionMetrics } from './sessions.metrics.js';
import type { SessionInfo, SignedIn } from './sessions.protocol.js';
import { type KnownSession, SessionsStore, type Transaction } from './sessions.store.js';

export type { KnownSession, Transaction } from './sessions.store.js';

/** Where a sign-in came from. */
export interface Origin {
  ip: string;
  userAgent: string | null;
}

/** How a session differs from others. */
export interface SessionTerms {
  /** Every other session of the account ends for this reason. */
  replaces?: RevokeReason;
  /** false: it ends after a day without use. */
  remember?: boolean;
  /** Seconds without use after which it ends, when other than configured. */
  idleTtlS?: number | null;
}

/** The result for the transport layer: the answer on the wire, and how long a client may keep the refresh token unused. */
export interface OpenSession extends SignedIn {
  /** Seconds. */
  refreshExpiresIn: number;
}

const MAX_SESSIONS = 20;
const NOT_REMEMBERED_IDLE_S = 86_400;

/** Sessions from sign-in on; see session-ends.service.ts for their end. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsStore,
    private readonly tokens: AccessTokens,
    private readonly revocations: Revocations,
    private readonly config: Configuration,
    private readonly metrics: SessionMetrics,
    private readonly records: SessionRecords,
  ) {}

  /**
   * Opens a session for the account that `resolveAccount` finds or creates, in one transaction with it.
   */
  async start(
    origin: Origin,
    resolveAccount: (tx: Transaction, sessionId: string) => Promise<Account>,
    { replaces, remember = true, ...terms }: SessionTerms = {},
  ): Promise<OpenSession> {
    const sessionId = randomUUID();
    const idleTtlS = remember
      ? (terms.idleTtlS ?? null)
      : Math.min(NOT_REMEMBERED_IDLE_S, this.config.auth.refreshIdleTtlS);
    const refreshToken = newRefreshToken();
    const { account, ended, livesS } = await this.sessions.transaction(async (tx) => {
      const account = await resolveAccount(tx, sessionId);
      const userId = account.own.id;
      const ended = replaces
        ? await this.sessions.revokeAllOf(userId, null, replaces, tx)
        : await this.sessions.revokeBeyond(MAX_SESSIONS - 1, userId, 'session_limit', tx);
      const absoluteS = this.config.auth.refreshAbsoluteTtlS;
      // A guest who loses the session loses the account with it.
      const idleS = account.own.isGuest ? absoluteS : this.config.auth.refreshIdleTtlS;
      const { credentialVersion } = account;
      await this.sessions.insert(
        {
          id: sessionId,
          userId,
          credentialVersion,
          idleS,
          absoluteS,
          idleTtlS,
          ...origin,
          refreshTokenHash: hashOf(refreshToken),
        },
        tx,
      );
      await this.records.started(userId, sessionId, ended, replaces, tx);
      return { account, ended, livesS: Math.min(idleTtlS ?? idleS, absoluteS) };
    });
    await this.revocations.announce(ended);
    return this.answer(account, sessionId, refreshToken, livesS);
  }

  /**
   * The token pair for a client, with a fresh access token.
   * @param livesS seconds until the session expires when it is not used
   */
  answer(
    { own: user, credentialVersion }: Account,
    sessionId: string,
    refreshToken: string,
    livesS: number,
  ): OpenSession {
    return {
      user,
      refreshToken,
      refreshExpiresIn: Math.floor(livesS),
      ...this.tokens.issue({ userId: user.id, sessionId, credentialVersion, isGuest: user.isGuest }),
    };
  }

  /** As `start`, for a user who cannot be signed in yet. */
  async withoutSession(resolveAccount: (tx: Transaction) => Promise<Account>): Promise<void> {
    await this.sessions.transaction(resolveAccount);
  }

  /** How long ago the session began, in seconds; undefined when there is none. */
  async ageOf(sessionId: string): Promise<number | undefined> {
    return (await this.sessions.find(sessionId))?.ageS;
  }

  /** Whether the session may still be used, as of this moment of a transaction. */
  async isLiving(sessionId: string, tx: Transaction): Promise<boolean> {
    return (await this.sessions.findEndedAmong([sessionId], tx)).length === 0;
  }

  /** Seconds without use after which the session ends, when other than configured. */
  async idleTtlOf(sessionId: string): Promise<number | null> {
    return (await this.sessions.find(sessionId))?.idleTtlS ?? null;
  }

  /** The session that a refresh token belongs to, living or not. */
  async sessionOf(refreshToken: string): Promise<string | undefined> {
    return isRefreshToken(refreshToken) ? this.sessions.findByRefreshToken(hashOf(refreshToken)) : undefined;
  }

  /** Undefined when the session of a refresh token is over or there is none. */
  async livingSessionOf(refreshToken: string): Promise<{ sessionId: string; userId: string } | undefined> {
    return isRefreshToken(refreshToken)
      ? this.sessions.findLivingByRefreshToken(hashOf(refreshToken))
      : undefined;
  }

  /** The user's own active sessions, the latest used first; there are never more than a page of them. */
  async list(principal: Principal): Promise<Page<SessionInfo>> {
    const living = await this.sessions.living(principal.userId);
    const items = living.map(({ id, createdAt, lastUsedAt, ip, userAgent }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      network: coarseIp(ip),
      userAgent,
      current: id === principal.sessionId,
    }));
    return { items, nextCursor: null };
  }

  /** A page of all that are still known, ended ones included, the latest first. */
  history(userId: string, after: KnownSession | undefined, limit: number): Promise<KnownSession[]> {
    return this.sessions.all(userId, after, limit);
  }

  /** Deletes sessions that ended long ago, with their refresh tokens. */
  deleteOlderThan(keepDays: number): Promise<void> {
    return this.sessions.deleteOlderThan(keepDays);
  }

  /** Of these sessions, those that are revoked, expired or deleted (then with an empty userId). */
  async revokedAmong(sessionIds: string[]): Promise<{ sessionId: string; userId: string }[]> {
    if (sessionIds.length === 0) return [];
    const ended = await this.sessions.findEndedAmong(sessionIds);
    const lost = ended.filter(({ isLongRevoked }) => isLongRevoked).length;
    if (lost > 0) this.metrics.inconsistencies.inc({ flow: 'sweep' }, lost);
    return ended;
  }
}
