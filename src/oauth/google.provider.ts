import * as openid from 'openid-client';
import { oauthErrors } from './oauth.errors.js';
import {
  authorizationUrl,
  discovered,
  type Handshake,
  type OauthProvider,
  optional,
  type Profile,
  type Registration,
  required,
  withProviderErrors,
} from './oauth.provider.js';

/** Endpoints and the place of the keys change rarely; keys themselves are found anew when one is unknown. */
const REDISCOVER_AFTER_MS = 3_600_000;

/** OpenID Connect with one pinned issuer: neither an answer nor a token can name another one. */
export class Google implements OauthProvider {
  private known?: { config: Promise<openid.Configuration>; atMs: number };

  constructor(
    private readonly registration: Registration,
    private readonly issuer: string,
  ) {}

  async authorizationUrl(handshake: Handshake): Promise<URL> {
    const { redirectUri } = this.registration;
    return authorizationUrl(await this.config(), handshake, {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      nonce: handshake.nonce,
    });
  }

  async identify(callback: URL, { state, verifier, nonce }: Handshake): Promise<Profile> {
    const config = await this.config();
    const tokens = await withProviderErrors(() =>
      openid.authorizationCodeGrant(config, callback, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      }),
    );
    const claims = tokens.claims();
    if (!claims) throw oauthErrors.oauth_answer_invalid();
    const name = optional(claims, 'name');
    return {
      subject: required(claims, 'sub'),
      // Not the e-mail address: a username is public.
      login: name ?? '',
      displayName: name,
      email: optional(claims, 'email'),
      emailVerified: claims.email_verified === true,
    };
  }

  private config(): Promise<openid.Configuration> {
    if (!this.known || performance.now() - this.known.atMs > REDISCOVER_AFTER_MS) {
      const config = discovered(this.issuer, this.registration);
      this.known = { config, atMs: performance.now() };
      config.catch(() => (this.known = undefined));
    }
    return this.known.config;
  }
}
