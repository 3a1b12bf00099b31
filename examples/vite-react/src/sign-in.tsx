import { RinglineError } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { useState } from 'react';

export function SignIn() {
  const { auth } = useRingline();
  const [error, setError] = useState<RinglineError>();
  const submit = (form: FormData) =>
    auth
      .login(textOf(form, 'login'), textOf(form, 'password'))
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

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
