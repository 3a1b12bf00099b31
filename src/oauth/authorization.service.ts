import { Injectable } from '@nestjs/common';
import { Reauthentication } from '../auth/password/reauthentication.service.js';
import { Configuration } from '../platform/config/configuration.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { limitKeyOf } from '../platform/access/client-ip.js';
import type { Principal } from '../platform/access/principal.js';
import { Limits } from '../platform/limits/limits.js';
import { type AuthorizationIntent, OauthAuthorizationStates } from './authorization-state.service.js';
import { OAUTH_PER_IP } from './oauth.limits.js';
import { pageToReturnTo } from './oauth.policy.js';
import { OauthProviders } from './oauth.providers.js';
import { OauthRecord } from './oauth.record.js';
import { newSecret } from './oauth.secrets.js';

export interface AuthorizationRequest {
  returnTo?: string;
  /** S256 of a secret that fetches the tokens instead of the browser's cookie. */
  challenge?: string;
  /** The cookie of the browser that begins. */
  browser: string;
  ip: string;
}

/** A new sign-in method is permanent: access to an unattended device must not be enough to add one. */
const LINK_WITHIN_S = 600;

/** On the way to a provider; see returns.service.ts for the way back. */
@Injectable()
export class OauthAuthorization {
  constructor(
    private readonly providers: OauthProviders,
    private readonly states: OauthAuthorizationStates,
    private readonly reauthentication: Reauthentication,
    private readonly limits: Limits,
    private readonly config: Configuration,
    private readonly record: OauthRecord,
  ) {}

  /**
   * @returns where to send the browser
   * @throws not_found, validation_failed, rate_limited, oauth_provider_unavailable
   */
  signIn(provider: string, request: AuthorizationRequest): Promise<URL> {
    return this.begin(provider, request);
  }

  /**
   * Links the provider's account to the signed-in user's own.
   * @throws as `signIn`, and reauthentication_required, invalid_credentials
   */
  async link(
    provider: string,
    request: AuthorizationRequest,
    principal: Principal,
    password: string | undefined,
  ): Promise<URL> {
    this.providers.get(provider);
    await this.reauthentication.require(principal, LINK_WITHIN_S, password);
    const { userId, sessionId } = principal;
    return this.begin(provider, request, { userId, sessionId });
  }

  private async begin(
    name: string,
    { returnTo, challenge, browser, ip }: AuthorizationRequest,
    link?: AuthorizationIntent['link'],
  ): Promise<URL> {
    const provider = this.providers.get(name);
    const page = this.page(returnTo);
    await this.limits.consume(OAUTH_PER_IP, limitKeyOf(ip));
    const intent: AuthorizationIntent = {
      verifier: newSecret(),
      nonce: newSecret(),
      returnTo: page,
      challenge,
      link,
    };
    const state = newSecret();
    try {
      const url = await provider.authorizationUrl({ ...intent, state });
      await this.states.begin(name, state, browser, intent);
      return url;
    } catch (error) {
      throw this.record.refused(name, error);
    }
  }

  private page(requested: string | undefined): string {
    const page = pageToReturnTo(requested, this.config.server.publicUrl, this.config.server.allowedOrigins);
    if (page !== undefined) return page;
    const message = 'returnTo must be a page of an origin in ALLOWED_ORIGINS';
    throw platformErrors.validation_failed({
      errors: [{ path: 'returnTo', code: 'origin_not_allowed', message }],
    });
  }
}
