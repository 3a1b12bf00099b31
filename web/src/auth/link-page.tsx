import { type FormEvent, useState } from 'react';
import { COMPARED_PASSWORD_MAX_BYTES, PASSWORD_MAX_LENGTH, type PasswordReset } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { Logo } from '../ui/icons.js';
import { Field } from './field.js';
import { ForgottenForm } from './forgotten-form.js';
import type { MailLink, MailLinkPurpose } from './mail-link.js';
import { resetOutcome } from './reset-outcome.js';
import { typed, useRequest } from '../ui/use-request.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './auth.module.css';

const WORDS: Record<MailLinkPurpose, { title: string; act: string; done: string }> = {
  reset: { title: 'Choose a new password', act: 'Set password', done: 'Your password is set.' },
  invitation: { title: 'Welcome', act: 'Set password', done: 'Your password is set.' },
  verify: { title: 'Confirm your e-mail address', act: 'Confirm', done: 'Your address is confirmed.' },
};

/** Answers to a link that was opened without a session of its account. */
const WANTS_PASSWORD = ['reauthentication_required', 'invalid_credentials'];

/** The page for a mailed link. Nothing happens until the user presses the button. */
export function LinkPage({ link, onDone }: { link: MailLink; onDone: () => void }) {
  const { auth } = useRingline();
  const { status } = useObservable(auth.state);
  const { busy, done, error, attempt } = useRequest();
  const [reset, setReset] = useState<PasswordReset>();
  const [again, setAgain] = useState(false);
  const { purpose, token } = link;
  const { title, act, done: praise } = WORDS[purpose];
  const asks = status === 'signedOut' || (error !== undefined && WANTS_PASSWORD.includes(error.code));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = typed(event.currentTarget, 'password');
    if (!token) return;
    void attempt(async () => {
      if (purpose === 'verify') await auth.verifyEmail(token, asks ? password : undefined);
      else setReset(await auth.resetPassword(token, password));
    });
  };
  if (again) return <ForgottenForm onBack={onDone} />;
  return (
    <main className={styles.page}>
      <Logo />
      <h1>{title}</h1>
      {!done && token && (
        <form onSubmit={submit} noValidate aria-label={title}>
          {purpose === 'verify' && asks && (
            <p className={texts.hint} data-testid="link-sign-in">
              Enter the password of your account, or sign in to it and open the link again.
            </p>
          )}
          {(purpose !== 'verify' || asks) && (
            <Field
              name="password"
              limit={purpose === 'verify' ? COMPARED_PASSWORD_MAX_BYTES : PASSWORD_MAX_LENGTH}
              inBytes={purpose === 'verify'}
              type="password"
              label={purpose === 'verify' ? 'Password' : 'New password'}
              autoComplete={purpose === 'verify' ? 'current-password' : 'new-password'}
              paths={['newPassword', 'password']}
              error={error}
            />
          )}
          <ErrorNotice error={error} />
          <button type="submit" className={buttons.main} data-testid="link-submit" disabled={busy}>
            {act}
          </button>
        </form>
      )}
      {done && (
        <p role="status" data-testid="link-done">
          {[praise, ...(reset ? resetOutcome(reset) : [])].join(' ')}
        </p>
      )}
      {!token && <p data-testid="link-incomplete">This link is incomplete. Open it from the e-mail again.</p>}
      {purpose === 'reset' && error?.code === 'invalid_reset_token' && (
        <button
          type="button"
          className={buttons.plain}
          data-testid="link-again"
          onClick={() => setAgain(true)}
        >
          Ask for another link
        </button>
      )}
      <button type="button" className={buttons.plain} data-testid="link-continue" onClick={onDone}>
        {done && purpose !== 'verify' ? 'Sign in' : 'Continue to Ringline'}
      </button>
    </main>
  );
}
