/** In a form; what is typed is its `username`. */
export function UsernameField({ label = 'Username' }: { label?: string }) {
  return (
    <label className="line-field">
      {label}
      <input name="username" required autoComplete="off" autoCapitalize="none" spellCheck={false} />
    </label>
  );
}
