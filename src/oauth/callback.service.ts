import { Injectable } from '@nestjs/common';
import { limitKeyOf } from '../platform/access/client-ip.js';
import { Limits } from '../platform/limits/limits.js';
import { sessionErrors } from '../sessions/sessions.errors.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { type AuthorizationState, OauthAuthorizationStates } from './authorization-state.service.js';
import { OauthAccountResolution } from './account-resolution.service.js';
import { OauthIdentities } from './identities.service.js';
import { oauthErrors } from './oauth.errors.js';
import { OAUTH_ANSWERS_PER_IP } from './oauth.limits.js';
import { refusalOf } from './oauth.policy.js';
import type { Profile } from './oauth.provider.js';
import { OauthProviders } from './oauth.providers.js';
import { OauthRecord } from './oauth.record.js';
import { isSecret } from './oauth.secrets.js';

/** Back from a provider; the tokens are fetched afterwards, see codes.service.ts. */
@Injectable()
export class OauthCallback {
  constructor(
    private readonly providers: OauthProviders,
    private readonly states: OauthAuthorizationStates,
    private readonly accountResolution: OauthAccountResolution,
    private readonly identities: OauthIdentities,
    private readonly sessions: SessionsService,
    private readonly limits: Limits,
    private readonly record: OauthRecord,
  ) {}

  /** @throws not_found, invalid_oauth_state, rate_limited */
  async claim(
    name: string,
    query: URLSearchParams,
    browser: string | undefined,
    ip: string,
  ): Promise<AuthorizationState> {
    this.providers.get(name);
    await this.limits.consume(OAUTH_ANSWERS_PER_IP, limitKeyOf(ip));
    return this.recorded(name, async () => {
      const [state, ...more] = query.getAll('state');
      if (!isSecret(state) || more.length > 0) throw oauthErrors.invalid_oauth_state();
      return this.states.claim(name, state, browser);
    });
  }

  /**
   * @returns a code that fetches the tokens, or undefined when an account was linked
   * @throws oauth_denied, oauth_answer_invalid, oauth_provider_unavailable, invalid_oauth_state, account_disabled,
   * link_required, oauth_email_unverified, identity_taken, provider_already_linked, session_revoked
   */
  finish(attempt: AuthorizationState, query: URLSearchParams): Promise<string | undefined> {
    return this.recorded(attempt.provider, async () => {
      const profile = await this.identify(attempt, query);
      return attempt.link ? this.link(attempt, attempt.link, profile) : this.offer(attempt, profile);
    });
  }

  private identify(attempt: AuthorizationState, query: URLSearchParams): Promise<Profile> {
    const error = query.get('error');
    if (error !== null) {
      const code = refusalOf(error);
      // A user who cancels is no event worth recording.
      throw oauthErrors[code](code === 'oauth_denied' ? {} : { cause: new Error(`it said ${error}`) });
    }
    const callback = new URL(`${this.providers.redirectUri(attempt.provider)}?${query.toString()}`);
    return this.providers.get(attempt.provider).identify(callback, attempt);
  }

  private offer(attempt: AuthorizationState, profile: Profile): Promise<string> {
    return this.states.transaction(async (tx) => {
      await this.states.hold(attempt, tx);
      const { own, credentialVersion } = await this.accountResolution.accountOf(
        attempt.provider,
        profile,
        tx,
      );
      const { challenge } = attempt;
      const offer = { userId: own.id, credentialVersion, subject: profile.subject, challenge };
      return this.states.offer(attempt, offer, tx);
    });
  }

  private async link(
    attempt: AuthorizationState,
    { userId, sessionId }: NonNullable<AuthorizationState['link']>,
    profile: Profile,
  ): Promise<undefined> {
    await this.states.transaction(async (tx) => {
      await this.states.hold(attempt, tx);
      await this.identities.link(userId, attempt.provider, profile, tx);
      // Checked while the account is locked: ending sessions locks it first.
      if (!(await this.sessions.isLiving(sessionId, tx))) throw sessionErrors.session_revoked();
    });
  }

  private recorded<T>(name: string, work: () => Promise<T>): Promise<T> {
    return work().catch((error: unknown) => {
      throw this.record.refused(name, error);
    });
  }
}
