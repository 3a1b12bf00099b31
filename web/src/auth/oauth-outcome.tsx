import { ErrorNotice } from '../ui/error-notice.js';
import { PROVIDER_NAMES } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import buttons from '../ui/button.module.css';
import notices from '../ui/notice.module.css';

/** The result of a visit to a provider that began here. */
export function OauthOutcome() {
  const { oauth } = useRingline();
  const refusal = useObservable(oauth.refusal);
  const linked = useObservable(oauth.linked);
  return (
    <>
      <ErrorNotice error={refusal} onClose={() => oauth.dismiss()} />
      {linked && (
        <div className={notices.notice} role="status" data-testid="oauth-linked">
          <p>{PROVIDER_NAMES[linked]} is linked: you can sign in with it from now on.</p>
          <button type="button" className={buttons.quiet} onClick={() => oauth.dismiss()}>
            Dismiss
          </button>
        </div>
      )}
    </>
  );
}
