import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { coarseAddress } from '../platform/http/client-address.js';
import type { Principal } from '../platform/http/principal.js';
import type { Page } from '../platform/http/problem.protocol.js';
import type { Account } from '../users/accounts.service.js';
import { AccessTokens } from './access-tokens.service.js';
import { authErrors } from './auth.errors.js';
import type { RevokeReason } from './auth.events.js';
import type { SessionInfo, SignedIn } from './auth.protocol.js';
import { hashOf, isRefreshToken, newRefreshToken } from './refresh-token.js';
import { Revocations } from './revocations.service.js';
import { SessionsStore, type Transaction } from './sessions.store.js';

/** Where a sign-in came from. */
export interface Origin {
  ip: string;
  userAgent: string | null;
}

const MAX_SESSIONS = 20;

/** Sessions from sign-in to sign-out. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsStore,
    private readonly tokens: AccessTokens,
    private readonly revocations: Revocations,
    private readonly config: Configuration,
  ) {}

  /**
   * Opens a session for the account that `settle` finds or makes, in one transaction with it.
   * @param replaces when given, every other session of the account ends for this reason
   */
  async start(
    origin: Origin,
    settle: (tx: Transaction) => Promise<Account>,
    replaces?: RevokeReason,
  ): Promise<SignedIn> {
    const sessionId = randomUUID();
    const refreshToken = newRefreshToken();
    const { account, ended } = await this.sessions.transaction(async (tx) => {
      const account = await settle(tx);
      const userId = account.own.id;
      const ended = replaces
        ? await this.sessions.revokeAllOf(userId, null, replaces, tx)
        : await this.sessions.revokeBeyond(MAX_SESSIONS - 1, userId, 'session_limit', tx);
      const absoluteS = this.config.refreshAbsoluteTtlS;
      // A guest who loses the session loses the account with it.
      const idleS = account.own.isGuest ? absoluteS : this.config.refreshIdleTtlS;
      const { credentialVersion } = account;
      await this.sessions.insert(
        {
          id: sessionId,
          userId,
          credentialVersion,
          idleS,
          absoluteS,
          ...origin,
          refreshTokenHash: hashOf(refreshToken),
        },
        tx,
      );
      return { account, ended };
    });
    await this.revocations.announce(ended);
    return this.answer(account, sessionId, refreshToken);
  }

  /** What a client gets to hold, with a fresh access token. */
  answer({ own: user, credentialVersion }: Account, sessionId: string, refreshToken: string): SignedIn {
    return {
      user,
      refreshToken,
      ...this.tokens.issue({ userId: user.id, sessionId, credentialVersion, isGuest: user.isGuest }),
    };
  }

  async end(sessionId: string, reason: RevokeReason): Promise<void> {
    await this.revocations.announce(await this.sessions.revoke(sessionId, reason));
  }

  /** Signs out by whatever names the session; nothing happens when nothing does. */
  async signOut({
    accessToken,
    refreshToken,
  }: {
    accessToken?: string;
    refreshToken?: string;
  }): Promise<void> {
    const named = [
      accessToken === undefined ? undefined : await this.tokens.sessionOf(accessToken),
      refreshToken !== undefined && isRefreshToken(refreshToken)
        ? await this.sessions.findByRefreshToken(hashOf(refreshToken))
        : undefined,
    ];
    for (const sessionId of new Set(named)) if (sessionId) await this.end(sessionId, 'logout');
  }

  /** One's own living sessions, the latest used first; there are never more than a page of them. */
  async list(principal: Principal): Promise<Page<SessionInfo>> {
    const living = await this.sessions.living(principal.userId);
    const items = living.map(({ id, createdAt, lastUsedAt, ip, userAgent }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      network: coarseAddress(ip),
      userAgent,
      current: id === principal.sessionId,
    }));
    return { items, nextCursor: null };
  }

  /** @throws session_not_found, also for sessions of others */
  async endOwn(principal: Principal, sessionId: string): Promise<void> {
    const ended = await this.sessions.revokeOwn(sessionId, principal.userId, 'session_ended');
    if (ended.length === 0) throw authErrors.session_not_found();
    await this.revocations.announce(ended);
  }

  async signOutEverywhere(principal: Principal, exceptCurrent: boolean): Promise<void> {
    const except = exceptCurrent ? principal.sessionId : null;
    await this.revocations.announce(await this.sessions.revokeAllOf(principal.userId, except, 'logout_all'));
  }

  /** Of these sessions, those that are revoked, expired or gone (then with an empty userId). */
  async revokedAmong(sessionIds: string[]): Promise<{ sessionId: string; userId: string }[]> {
    return sessionIds.length === 0 ? [] : this.sessions.findEndedAmong(sessionIds);
  }
}
