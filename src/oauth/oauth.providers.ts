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
    const { githubClientId, githubClientSecret, githubUrl } = config.oauth;
    const { googleClientId, googleClientSecret, googleIssuer } = config.oauth;
    const { discordClientId, discordClientSecret, discordUrl } = config.oauth;
    this.add('github', githubClientId, githubClientSecret, (r) => new GitHub(r, githubUrl));
    this.add('google', googleClientId, googleClientSecret, (r) => new Google(r, googleIssuer));
    this.add('discord', discordClientId, discordClientSecret, (r) => new Discord(r, discordUrl));
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
    return `${this.config.server.publicUrl}/api/auth/oauth/${name}/callback`;
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
