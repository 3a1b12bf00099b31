import { useId, type InputHTMLAttributes } from 'react';
import { TextInput } from '../ui/text-field.js';
import type { TextLimit } from '../ui/text-limit.js';
import type { RinglineError } from '@ringline/client';
import texts from '../ui/text.module.css';
import styles from './auth.module.css';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement>, TextLimit {
  name: string;
  label: string;
  /** Where the server names this field in its errors. */
  paths: string[];
  error?: RinglineError;
}

/** Codes that name a field without listing it. */
const FIELD_OF_CODE: Record<string, string> = {
  username_taken: 'username',
  email_taken: 'email',
  weak_password: 'password',
  password_compromised: 'password',
  password_too_long: 'password',
};

export function Field({ name, label, paths, error, ...input }: FieldProps) {
  const id = useId();
  const messages = faults(paths, error);
  const wrong = messages.length > 0;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <TextInput
        {...input}
        id={id}
        name={name}
        data-testid={`auth-${name}`}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-error` : undefined}
      />
      {wrong && (
        <p className={texts.error} id={`${id}-error`} data-testid={`field-error-${name}`}>
          {messages.join('; ')}
        </p>
      )}
    </div>
  );
}

function faults(paths: string[], error: RinglineError | undefined): string[] {
  const listed = (error?.errors ?? []).filter(({ path }) => paths.includes(path));
  if (listed.length > 0) return listed.map(({ message }) => message);
  const field = error && FIELD_OF_CODE[error.code];
  return field && paths.includes(field) ? [error.message] : [];
}
