import type * as openid from 'openid-client';
import {
  accessToken,
  authorizationUrl,
  described,
  type Handshake,
  type OauthProvider,
  optional,
  type Profile,
  readWith,
  type Registration,
  required,
  withProviderErrors,
} from './oauth.provider.js';

export class Discord implements OauthProvider {
  private readonly config: openid.Configuration;

  constructor(
    private readonly registration: Registration,
    private readonly url: string,
  ) {
    this.config = described(
      url,
      { authorize: '/oauth2/authorize', token: '/api/oauth2/token' },
      registration,
    );
  }

  authorizationUrl(handshake: Handshake): Promise<URL> {
    const { redirectUri } = this.registration;
    return authorizationUrl(this.config, handshake, { redirect_uri: redirectUri, scope: 'identify email' });
  }

  identify(callback: URL, handshake: Handshake): Promise<Profile> {
    return withProviderErrors(async () => {
      const token = await accessToken(this.config, callback, handshake);
      const user = await readWith(this.config, token, `${this.url}/api/users/@me`);
      return {
        subject: required(user, 'id'),
        login: required(user, 'username'),
        displayName: optional(user, 'global_name'),
        email: optional(user, 'email'),
        emailVerified: (user as { verified?: unknown }).verified === true,
      };
    });
  }
}
