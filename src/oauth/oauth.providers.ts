import { Injectable } from '@nestjs/common';
import { SignInMethods } from '../auth/sign-in-methods.service.js';
import { Configuration } from '../platform/config/configuration.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { Discord } from './discord.provider.js';
import { GitHub } from './github.provider.js';
import { Google } from './google.provider.js';
import { OAUTH_PROVIDERS, type OauthProviderName } from './oauth.protocol.js';
import type { OauthProvider, Registration } from './oauth.provider.js';

/** The providers that are configured. */
@Injectable()
export class OauthProviders {
  private readonly configured = new Map<string, OauthProvider>();

  constructor(
    private readonly config: Configuration,
    private readonly methods: SignInMethods,
  ) {
    const { oauthGithubClientId, oauthGithubClientSecret, oauthGithubUrl } = config;
    const { oauthGoogleClientId, oauthGoogleClientSecret, oauthGoogleIssuer } = config;
    const { oauthDiscordClientId, oauthDiscordClientSecret, oauthDiscordUrl } = config;
    this.add('github', oauthGithubClientId, oauthGithubClientSecret, (r) => new GitHub(r, oauthGithubUrl));
    this.add('google', oauthGoogleClientId, oauthGoogleClientSecret, (r) => new Google(r, oauthGoogleIssuer));
    this.add(
      'discord',
      oauthDiscordClientId,
      oauthDiscordClientSecret,
      (r) => new Discord(r, oauthDiscordUrl),
    );
  }

  get names(): OauthProviderName[] {
    return OAUTH_PROVIDERS.filter((name) => this.configured.has(name));
  }

  has(name: string): boolean {
    return this.configured.has(name);
  }

  /** @throws not_found for one that is not configured */
  get(name: string): OauthProvider {
    const provider = this.configured.get(name);
    if (!provider) throw platformErrors.not_found();
    return provider;
  }

  /** From the configuration, never from a request. */
  redirectUri(name: string): string {
    return `${this.config.publicUrl}/api/auth/oauth/${name}/callback`;
  }

  private add(
    name: OauthProviderName,
    clientId: string | undefined,
    clientSecret: string | undefined,
    make: (registration: Registration) => OauthProvider,
  ): void {
    if (!clientId || !clientSecret) return;
    this.configured.set(name, make({ clientId, clientSecret, redirectUri: this.redirectUri(name) }));
    this.methods.offerProvider(name);
  }
}
