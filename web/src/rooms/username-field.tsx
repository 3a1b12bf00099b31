import { USERNAME_MAX_LENGTH } from '@ringline/client';
import { TextInput } from '../ui/text-field.js';
import forms from '../ui/form.module.css';

/** In a form; the typed text is its `username`. */
export function UsernameField({ label = 'Username', autoFocus }: { label?: string; autoFocus?: boolean }) {
  return (
    <label className={forms.field}>
      {label}
      <TextInput
        name="username"
        limit={USERNAME_MAX_LENGTH}
        required
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={autoFocus}
      />
    </label>
  );
}
