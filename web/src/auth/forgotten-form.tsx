import type { FormEvent } from 'react';
import { EMAIL_MAX_BYTES } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { Logo } from '../ui/icons.js';
import { Field } from './field.js';
import { typed, useRequest } from '../ui/use-request.js';
import buttons from '../ui/button.module.css';
import styles from './auth.module.css';

/** Asks for a mail with a link; the answer is the same whether or not an account has the address. */
export function ForgottenForm({ onBack }: { onBack: () => void }) {
  const { auth } = useRingline();
  const { busy, done, error, attempt } = useRequest();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = typed(event.currentTarget, 'email').trim();
    void attempt(() => auth.forgotPassword(email));
  };
  return (
    <main className={styles.page}>
      <Logo />
      <h1>Forgot your password?</h1>
      {done ? (
        <p role="status" data-testid="forgotten-sent">
          If an account has this address, a mail with a link is on its way. The link works for ten minutes.
        </p>
      ) : (
        <form onSubmit={submit} noValidate aria-label="Forgot your password?">
          <Field
            name="email"
            limit={EMAIL_MAX_BYTES}
            inBytes
            type="email"
            label="Your e-mail address"
            autoComplete="email"
            paths={['email']}
            error={error}
          />
          <ErrorNotice error={error} />
          <button type="submit" className={buttons.main} data-testid="forgotten-submit" disabled={busy}>
            Send a link
          </button>
        </form>
      )}
      <button type="button" className={buttons.plain} data-testid="forgotten-back" onClick={onBack}>
        Back to signing in
      </button>
    </main>
  );
}
