import { useState, type FormEvent } from 'react';
import { ErrorNotice } from '../app/error-notice.js';
import { Logo } from '../app/icons.js';
import { useRingline } from '../app/ringline.context.js';
import { RinglineError } from '../platform/ringline.error.js';
import { Field } from './field.js';

type Mode = 'login' | 'register';

/** Sign in, register, or come in as a guest. */
export function AuthForm() {
  const { auth } = useRingline();
  const [mode, setMode] = useState<Mode>('login');
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
    const form = new FormData(event.currentTarget);
    const read = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    const username = read('username').trim();
    const email = read('email').trim() || undefined;
    const password = read('password');
    void attempt(() =>
      registering ? auth.register({ username, email, password }) : auth.login(username, password),
    );
  };
  const choose = (next: Mode) => {
    setMode(next);
    setError(undefined);
  };

  return (
    <main className="auth">
      <Logo />
      <h1>{registering ? 'Make an account' : 'Welcome back'}</h1>
      <div className="segments" role="group" aria-label="Sign in or register">
        <ModeButton mode="login" current={mode} onChoose={choose} label="Sign in" />
        <ModeButton mode="register" current={mode} onChoose={choose} label="Register" />
      </div>
      <form onSubmit={submit} noValidate aria-label={registering ? 'Register' : 'Sign in'}>
        <Field
          name="username"
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
            type="email"
            label="E-mail (optional)"
            autoComplete="email"
            paths={['email']}
            error={error}
          />
        )}
        <Field
          name="password"
          type="password"
          label="Password"
          autoComplete={registering ? 'new-password' : 'current-password'}
          paths={['password']}
          error={error}
        />
        <ErrorNotice error={error} />
        <button type="submit" className="button-main" data-testid="auth-submit" disabled={busy}>
          {registering ? 'Register' : 'Sign in'}
        </button>
      </form>
      <p className="or">or</p>
      <button
        type="button"
        className="button-plain"
        data-testid="auth-guest"
        disabled={busy}
        onClick={() => void attempt(() => auth.guest())}
      >
        Continue as guest
      </button>
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
