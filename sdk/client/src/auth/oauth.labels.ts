import type { OauthProviderName } from '../protocol.js';

/** As the services call themselves. */
export const PROVIDER_NAMES: Record<OauthProviderName, string> = {
  github: 'GitHub',
  google: 'Google',
  discord: 'Discord',
};

const REFUSALS: Record<string, (provider: string) => string> = {
  oauth_denied: (provider) => `You did not let ${provider} sign you in.`,
  oauth_provider_unavailable: (provider) =>
    `${provider} cannot be reached right now. Please try again later.`,
  oauth_email_unverified: (provider) =>
    `There is an account with your e-mail address, and ${provider} has not verified that it is yours. Verify it there, or sign in with your password.`,
  link_required: (provider) =>
    `There is an account with your e-mail address. Sign in to it with your password; ${provider} can be linked from there.`,
  identity_taken: (provider) => `That account at ${provider} is linked to another account here.`,
  provider_already_linked: (provider) =>
    `Another account at ${provider} is linked to yours. Unlink it in the settings first.`,
  account_disabled: () => 'This account is disabled.',
  rate_limited: () => 'That was too often. Please wait a few minutes.',
};

/** The message for a sign-in that came back with an error; the code is part of a URL that anyone could make. */
export function refusalLabel(code: string, provider: string | undefined): string {
  const known = Object.entries(PROVIDER_NAMES).find(([name]) => name === provider)?.[1] ?? 'The service';
  const words = Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
  return words
    ? words(known)
    : 'Signing in did not work: it took too long or began elsewhere. Please try again.';
}
