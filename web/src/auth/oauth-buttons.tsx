import { useEffect, useState } from 'react';
import { type OauthProviderName, PROVIDER_NAMES } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import buttons from '../ui/button.module.css';

/** One button for each provider that this server has. */
export function OauthButtons({ disabled }: { disabled: boolean }) {
  const { oauth } = useRingline();
  const refusal = useObservable(oauth.refusal);
  const [providers, setProviders] = useState<OauthProviderName[]>([]);
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    let gone = false;
    // Without an answer the other ways in are still there.
    oauth.providers().then(
      (names) => gone || setProviders(names),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [oauth]);
  const leave = (provider: OauthProviderName) => {
    setLeaving(true);
    oauth.begin(provider).catch(() => setLeaving(false));
  };
  return (
    <>
      <ErrorNotice error={refusal} />
      {providers.map((provider) => (
        <button
          key={provider}
          type="button"
          className={buttons.plain}
          data-testid={`oauth-${provider}`}
          disabled={disabled || leaving}
          onClick={() => leave(provider)}
        >
          Continue with {PROVIDER_NAMES[provider]}
        </button>
      ))}
    </>
  );
}
