import * as openid from 'openid-client';
import { oauthErrors } from './oauth.errors.js';

/** Our registration at a provider. */
export interface Registration {
  clientId: string;
  clientSecret: string;
  /** Exactly as registered there. */
  redirectUri: string;
}

/** The values that one sign-in sends along and must get back. */
export interface Handshake {
  state: string;
  /** PKCE (RFC 7636). */
  verifier: string;
  nonce: string;
}

/** The identity that signed in. */
export interface Profile {
  /** The provider's own id of the person; names and addresses change hands, this does not. */
  subject: string;
  /** The name that a username is derived from. */
  login: string;
  displayName?: string;
  email?: string;
  /** Whether the provider says that mail to the e-mail address reaches this person. */
  emailVerified: boolean;
}

/** @throws oauth_provider_unavailable, oauth_answer_invalid */
export interface OauthProvider {
  /** The authorization URL for the browser. */
  authorizationUrl(handshake: Handshake): Promise<URL>;
  /** @param callback the redirect URI with the provider's answer */
  identify(callback: URL, handshake: Handshake): Promise<Profile>;
}

const TIMEOUT_S = 5;
/**
 * The token endpoint's errors for a wrong code or verifier; every other error is a fault of our configuration or of the
 * provider.
 */
const CODE_REFUSED = new Set(['invalid_grant', 'bad_verification_code']);
/** The provider answered something that does not hold: signature, claims, form. */
const NOT_TRUSTED = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_PARSE_ERROR',
  'OAUTH_UNSUPPORTED_OPERATION',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
]);

/** How fetch words a lost connection; another TypeError would be a fault of ours. */
const FETCH_FAILED = /^(fetch failed|terminated)$/;

/** A provider that speaks OAuth 2 only and describes itself nowhere; paths are below its issuer. */
export function described(
  issuer: string,
  paths: { authorize: string; token: string },
  { clientId, clientSecret }: Registration,
): openid.Configuration {
  const server = {
    issuer,
    authorization_endpoint: `${issuer}${paths.authorize}`,
    token_endpoint: `${issuer}${paths.token}`,
  };
  return guarded(new openid.Configuration(server, clientId, clientSecret));
}

/** Settings that every request to a provider shares. */
function guarded(config: openid.Configuration): openid.Configuration {
  config.timeout = TIMEOUT_S;
  if (config.serverMetadata().issuer.startsWith('http:')) openid.allowInsecureRequests(config);
  return config;
}

/** The issuer's own description of itself, which must bear the name that was asked for. */
export async function discovered(issuer: string, { clientId, clientSecret }: Registration) {
  const insecure = issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [];
  const metadata = { client_secret: clientSecret, id_token_signed_response_alg: 'RS256' };
  return withProviderErrors(async () => {
    const config = await openid.discovery(new URL(issuer), clientId, metadata, undefined, {
      timeout: TIMEOUT_S,
      execute: [...insecure, openid.enableNonRepudiationChecks],
    });
    return guarded(config);
  });
}

/** Authorization code with PKCE S256, whatever the provider says it supports. */
export async function authorizationUrl(
  config: openid.Configuration,
  { state, verifier }: Handshake,
  parameters: Record<string, string>,
): Promise<URL> {
  return openid.buildAuthorizationUrl(config, {
    ...parameters,
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
}

/**
 * The access token for a code, where the provider speaks OAuth 2 only. The issuer it claims is not checked: each provider has a
 * redirect URI of its own, which is what keeps answers apart (RFC 9700, section 4.4.2.2).
 */
export async function accessToken(
  config: openid.Configuration,
  callback: URL,
  { state, verifier }: Handshake,
): Promise<string> {
  const answer = new URL(callback);
  answer.searchParams.delete('iss');
  const checks = { expectedState: state, pkceCodeVerifier: verifier };
  return (await openid.authorizationCodeGrant(config, answer, checks)).access_token;
}

/** A JSON document that the token opens. */
export async function readWith(config: openid.Configuration, token: string, url: string): Promise<unknown> {
  const headers = new Headers({ accept: 'application/json' });
  const answer = await openid.fetchProtectedResource(config, token, new URL(url), 'GET', undefined, headers);
  try {
    if (answer.status === 200) return await answer.json();
  } catch (cause) {
    throw oauthErrors.oauth_provider_unavailable({ cause });
  }
  throw oauthErrors.oauth_provider_unavailable({ cause: new Error(`${url} answered ${answer.status}`) });
}

/** A text or number of a provider's document. @throws oauth_answer_invalid */
export function required(document: unknown, field: string): string {
  const value = (document as Record<string, unknown> | null)?.[field];
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  throw oauthErrors.oauth_answer_invalid({ cause: new Error(`The provider's answer has no "${field}"`) });
}

export function optional(document: unknown, field: string): string | undefined {
  const value = (document as Record<string, unknown> | null)?.[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Runs requests to a provider; their failures become our error codes. */
export async function withProviderErrors<T>(conversation: () => Promise<T>): Promise<T> {
  try {
    return await conversation();
  } catch (error) {
    throw meaningOf(error);
  }
}

function meaningOf(error: unknown): unknown {
  if (error instanceof openid.ResponseBodyError)
    return CODE_REFUSED.has(error.error)
      ? oauthErrors.oauth_answer_invalid({ cause: error })
      : oauthErrors.oauth_provider_unavailable({ cause: error });
  if (error instanceof openid.ClientError && NOT_TRUSTED.has(error.code ?? ''))
    return oauthErrors.oauth_answer_invalid({ cause: error });
  const away =
    error instanceof openid.ClientError ||
    error instanceof openid.WWWAuthenticateChallengeError ||
    (error instanceof TypeError && FETCH_FAILED.test(error.message));
  return away ? oauthErrors.oauth_provider_unavailable({ cause: error }) : error;
}
