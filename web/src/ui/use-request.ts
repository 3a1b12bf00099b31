import { useState } from 'react';
import { RinglineError } from '@ringline/client';

/** One request at a time that a form makes, and its result. */
export function useRequest() {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [error, setError] = useState<RinglineError>();
  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      setDone(true);
    } catch (cause) {
      setError(RinglineError.from(cause));
    } finally {
      setBusy(false);
    }
  };
  return { busy, done, error, attempt };
}

/** The value of a field of a form. */
export function typed(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}
