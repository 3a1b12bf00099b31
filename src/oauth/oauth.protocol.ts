/** Other services that people may sign in with, as far as they are configured. */
export const OAUTH_PROVIDERS = ['github', 'google', 'discord'] as const;
export type OauthProviderName = (typeof OAUTH_PROVIDERS)[number];

/** Answer of `GET /api/auth/oauth`. */
export interface OauthOverview {
  /** Those that are configured. */
  providers: OauthProviderName[];
  /** Your accounts there; absent when nobody is signed in. */
  identities?: OauthIdentityInfo[];
}

/** An account elsewhere with which one signs in. */
export interface OauthIdentityInfo {
  provider: OauthProviderName;
  linkedAt: string;
  lastUsedAt: string;
}

/** Where to send the browser. */
export interface OauthDestination {
  url: string;
}
