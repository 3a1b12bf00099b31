import { type PasswordReset, PROVIDER_NAMES } from '@ringline/client';

/** The message after a password reset: which other sign-in methods the account has, and which were removed. */
export function resetOutcome({ removed, remaining }: PasswordReset): string[] {
  const gone = names(removed.identities);
  const left = names(remaining.identities.map(({ provider }) => provider));
  return [
    ...(gone
      ? [`Signing in with ${gone} was removed: it was set up before your address was confirmed.`]
      : []),
    ...(left
      ? [`${left} can still sign in to the account; unlink accounts you do not recognise in the settings.`]
      : []),
  ];
}

function names(providers: string[]): string {
  const known: Record<string, string> = PROVIDER_NAMES;
  return providers.map((provider) => known[provider] ?? provider).join(', ');
}
