import { IsOptional, Matches, MinLength } from 'class-validator';
import { Variable } from './variable.js';

/** An origin, with a path where an issuer has one; http for a provider on this machine only. */
const PROVIDER_URL =
  /^(https:\/\/[^\s/?#@]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)(\/[^\s?#]*[^\s?#/])?$/;
const URL_FAULT = {
  message:
    'must be an https URL without query, fragment and trailing slash (http only for localhost, and not in production)',
};
const EMPTY_FAULT = { message: 'must not be empty' };

/** Other services that people sign in with; each is on when it has an id and a secret. */
export class OauthSettings {
  @Variable('OAUTH_GITHUB_CLIENT_ID', {
    group: 'Signing in with GitHub, Google, Discord',
    kind: 'string',
    about:
      'Client id of your OAuth app at GitHub; its callback URL is PUBLIC_URL/api/auth/oauth/github/callback. Empty: no GitHub.',
  })
  @IsOptional()
  @MinLength(1, EMPTY_FAULT)
  githubClientId?: string;

  @Variable('OAUTH_GITHUB_CLIENT_SECRET', { kind: 'string', secret: true, about: 'Its client secret.' })
  @IsOptional()
  @MinLength(1, EMPTY_FAULT)
  githubClientSecret?: string;

  @Variable('OAUTH_GITHUB_URL', {
    kind: 'string',
    fallback: 'https://github.com',
    about: 'GitHub, or your own GitHub Enterprise Server.',
  })
  @Matches(PROVIDER_URL, URL_FAULT)
  githubUrl: string;

  @Variable('OAUTH_GOOGLE_CLIENT_ID', {
    kind: 'string',
    about:
      'Client id of your OAuth client at Google; its redirect URI is PUBLIC_URL/api/auth/oauth/google/callback. Empty: no Google.',
  })
  @IsOptional()
  @MinLength(1, EMPTY_FAULT)
  googleClientId?: string;

  @Variable('OAUTH_GOOGLE_CLIENT_SECRET', { kind: 'string', secret: true, about: 'Its client secret.' })
  @IsOptional()
  @MinLength(1, EMPTY_FAULT)
  googleClientSecret?: string;

  @Variable('OAUTH_GOOGLE_ISSUER', {
    kind: 'string',
    fallback: 'https://accounts.google.com',
    about: 'Issuer whose ID tokens are accepted, and no other; its keys are found at this URL.',
  })
  @Matches(PROVIDER_URL, URL_FAULT)
  googleIssuer: string;

  @Variable('OAUTH_DISCORD_CLIENT_ID', {
    kind: 'string',
    about:
      'Client id of your application at Discord; its redirect is PUBLIC_URL/api/auth/oauth/discord/callback. Empty: no Discord.',
  })
  @IsOptional()
  @MinLength(1, EMPTY_FAULT)
  discordClientId?: string;

  @Variable('OAUTH_DISCORD_CLIENT_SECRET', { kind: 'string', secret: true, about: 'Its client secret.' })
  @IsOptional()
  @MinLength(1, EMPTY_FAULT)
  discordClientSecret?: string;

  @Variable('OAUTH_DISCORD_URL', { kind: 'string', fallback: 'https://discord.com', about: 'Discord.' })
  @Matches(PROVIDER_URL, URL_FAULT)
  discordUrl: string;
}
