import type { OwnUser } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { useRequest } from '../ui/use-request.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import texts from '../ui/text.module.css';

/** The user's e-mail, and sending the confirmation again. */
export function OwnEmail({ user }: { user: OwnUser }) {
  const { auth } = useRingline();
  const { busy, done, error, attempt } = useRequest();
  if (!user.email) return null;
  return (
    <div className={forms.choice}>
      <p>
        {user.email}{' '}
        <span className={texts.hint}>{user.emailVerified ? 'confirmed' : 'not confirmed yet'}</span>
      </p>
      {!user.emailVerified && (
        <button
          type="button"
          className={buttons.plain}
          data-testid="resend-verification"
          disabled={busy}
          onClick={() => void attempt(() => auth.requestVerification())}
        >
          Send the mail again
        </button>
      )}
      <p role="status" className={texts.hint} data-testid="verification-sent">
        {done && 'We sent you an e-mail. Open the link in it.'}
      </p>
      <ErrorNotice error={error} />
    </div>
  );
}
