import { RinglineError } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { useState } from 'react';

export function SignIn() {
  const { auth } = useRingline();
  const [error, setError] = useState<RinglineError>();
  const submit = (form: FormData) =>
    auth
      .login(String(form.get('login')), String(form.get('password')))
      .catch((cause: unknown) => setError(RinglineError.from(cause)));
  return (
    <form action={async (form) => void (await submit(form))}>
      <input name="login" placeholder="user name" />
      <input name="password" type="password" placeholder="password" />
      <button>Sign in</button>
      {error && <p role="alert">{error.message}</p>}
    </form>
  );
}
