import { Injectable } from '@nestjs/common';
import { authErrors } from '../auth/auth.errors.js';
import { limitKeyOf } from '../platform/access/client-ip.js';
import { Limits } from '../platform/limits/limits.js';
import { type OpenSession, type Origin, SessionsService } from '../sessions/sessions.service.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { type Account, AccountsService } from '../users/accounts.service.js';
import { OauthAuthorizationStates, type RedeemedCodeGrant } from './authorization-state.service.js';
import { OauthIdentities } from './identities.service.js';
import { oauthErrors } from './oauth.errors.js';
import { OAUTH_ANSWERS_PER_IP } from './oauth.limits.js';
import { OauthRecord } from './oauth.record.js';
import { challengeOf, hashOf, isSame } from './oauth.secrets.js';

/** What a client presents to fetch tokens. */
export interface Presented {
  code: string;
  /** The secret behind the challenge that the sign-in began with. */
  verifier?: string;
  /** The browser's cookie; counts where there was no challenge. */
  browser?: string;
}

/** The last step of a sign-in: its code, good for a minute and one use, becomes a session. */
@Injectable()
export class OauthCodes {
  constructor(
    private readonly states: OauthAuthorizationStates,
    private readonly identities: OauthIdentities,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly limits: Limits,
    private readonly record: OauthRecord,
  ) {}

  /** @throws invalid_oauth_state, account_disabled, rate_limited */
  async exchange(presented: Presented, origin: Origin): Promise<OpenSession> {
    await this.limits.consume(OAUTH_ANSWERS_PER_IP, limitKeyOf(origin.ip));
    let provider: string | undefined;
    let worthless = false;
    try {
      const session = await this.sessions.start(origin, async (tx, sessionId) => {
        const offer = await this.states.redeem(presented.code, sessionId, tx);
        worthless = !offer;
        if (!offer) throw oauthErrors.invalid_oauth_state();
        provider = offer.provider;
        return this.accept(offer, presented, sessionId, tx);
      });
      this.record.signedIn(provider!);
      return session;
    } catch (error) {
      if (worthless) await this.states.refuseReplay(presented.code);
      throw this.record.refused(provider ?? 'oauth', error);
    }
  }

  private async accept(
    { userId, credentialVersion, subject, challenge, browserHash, provider }: RedeemedCodeGrant,
    { browser, verifier }: Presented,
    sessionId: string,
    tx: Transaction,
  ): Promise<Account> {
    // A code of another client: the one it is meant for can still use it.
    const isTheirs =
      challenge === undefined
        ? browser !== undefined && isSame(hashOf(browser), browserHash)
        : verifier !== undefined && isSame(Buffer.from(challengeOf(verifier)), Buffer.from(challenge));
    if (!isTheirs) throw oauthErrors.invalid_oauth_state();
    const account = await this.accounts.find(userId, tx);
    if (!account?.isActive) throw authErrors.account_disabled();
    // A password change since then ends sign-ins under way, as it ends sessions.
    if (!(await this.accounts.holdForSession({ ...account, credentialVersion }, tx)))
      throw oauthErrors.invalid_oauth_state();
    // So does unlinking the account elsewhere.
    if (!(await this.identities.isOf(userId, provider, subject, tx))) throw oauthErrors.invalid_oauth_state();
    await this.record.entered(provider, userId, sessionId, tx);
    return account;
  }
}
