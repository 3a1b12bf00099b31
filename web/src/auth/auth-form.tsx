import { useState, type FormEvent } from 'react';
import {
  COMPARED_PASSWORD_MAX_BYTES,
  EMAIL_MAX_BYTES,
  LOGIN_MAX_LENGTH,
  PASSWORD_MAX_LENGTH,
  RinglineError,
  USERNAME_MAX_LENGTH,
} from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { Logo } from '../ui/icons.js';
import { Field } from './field.js';
import { ForgottenForm } from './forgotten-form.js';
import { OauthButtons } from './oauth-buttons.js';
import { typed } from '../ui/use-request.js';
import { useSignInMethods } from './use-sign-in-methods.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import styles from './auth.module.css';

type Mode = 'login' | 'register';

/** Sign in, register, or come in as a guest. */
export function AuthForm() {
  const { auth } = useRingline();
  const ways = useSignInMethods();
  const [mode, setMode] = useState<Mode>('login');
  const [forgotten, setForgotten] = useState(false);
  const [mailed, setMailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<RinglineError>();
  const registering = mode === 'register';

  const attempt = async (enter: () => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    try {
      await enter();
    } catch (cause) {
      setError(RinglineError.from(cause));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const username = typed(form, 'username').trim();
    const email = typed(form, 'email').trim() || undefined;
    const password = typed(form, 'password');
    const register = async () => {
      if (await auth.register({ username, email, password })) return;
      setMailed(true);
      setMode('login');
      setBusy(false);
    };
    void attempt(() =>
      registering ? register() : auth.login(username, password, typed(form, 'remember') === 'on'),
    );
  };
  const choose = (next: Mode) => {
    setMode(next);
    setError(undefined);
  };

  if (forgotten) return <ForgottenForm onBack={() => setForgotten(false)} />;
  return (
    <main className={styles.page}>
      <Logo />
      <h1>{registering ? 'Create an account' : 'Welcome back'}</h1>
      <div className={styles.segments} role="group" aria-label="Sign in or register">
        <ModeButton mode="login" current={mode} onChoose={choose} label="Sign in" />
        <ModeButton mode="register" current={mode} onChoose={choose} label="Register" />
      </div>
      <form onSubmit={submit} noValidate aria-label={registering ? 'Register' : 'Sign in'}>
        <Field
          name="username"
          limit={registering ? USERNAME_MAX_LENGTH : LOGIN_MAX_LENGTH}
          label={registering ? 'Username' : 'Username or e-mail'}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          paths={registering ? ['username'] : ['login']}
          error={error}
        />
        {registering && (
          <Field
            name="email"
            limit={EMAIL_MAX_BYTES}
            inBytes
            type="email"
            label="E-mail (optional)"
            autoComplete="email"
            paths={['email']}
            error={error}
          />
        )}
        <Field
          name="password"
          limit={registering ? PASSWORD_MAX_LENGTH : COMPARED_PASSWORD_MAX_BYTES}
          inBytes={!registering}
          type="password"
          label="Password"
          autoComplete={registering ? 'new-password' : 'current-password'}
          paths={['password']}
          error={error}
        />
        {!registering && (
          <label className={forms.filter}>
            <input type="checkbox" name="remember" defaultChecked data-testid="auth-remember" />
            Keep me signed in on this computer
          </label>
        )}
        {mailed && !registering && (
          <p role="status" data-testid="auth-mailed">
            A mail is on its way. Follow its link, then sign in here.
          </p>
        )}
        <ErrorNotice error={error} />
        <button type="submit" className={buttons.main} data-testid="auth-submit" disabled={busy}>
          {registering ? 'Register' : 'Sign in'}
        </button>
        {!registering && (
          <button
            type="button"
            className={buttons.quiet}
            data-testid="auth-forgotten"
            onClick={() => setForgotten(true)}
          >
            Forgot password?
          </button>
        )}
      </form>
      {ways?.others && <p className={styles.or}>or</p>}
      <OauthButtons disabled={busy} />
      {ways?.guest && (
        <button
          type="button"
          className={buttons.plain}
          data-testid="auth-guest"
          disabled={busy}
          onClick={() => void attempt(() => auth.guest())}
        >
          Continue as guest
        </button>
      )}
    </main>
  );
}

function ModeButton(props: { mode: Mode; current: Mode; label: string; onChoose: (mode: Mode) => void }) {
  return (
    <button
      type="button"
      aria-pressed={props.current === props.mode}
      data-testid={`auth-mode-${props.mode}`}
      onClick={() => props.onChoose(props.mode)}
    >
      {props.label}
    </button>
  );
}
