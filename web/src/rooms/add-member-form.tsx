import type { FormEvent } from 'react';
import type { RoomRole, RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { isolated } from '../ui/direction.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { typed, useRequest } from '../ui/use-request.js';
import { moderatesAs, rolesFor } from './room-rights.js';
import { ROLE_WORDS } from './rooms.labels.js';
import { UsernameField } from './username-field.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';

interface AddMemberFormProps {
  room: RoomView;
  onDone: (words: string) => Promise<void>;
}

/** Gives a user a role by their name. */
export function AddMemberForm({ room, onDone }: AddMemberFormProps) {
  const { rooms, users } = useRingline();
  const { busy, error, attempt } = useRequest();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const role = typed(form, 'role') as RoomRole;
    void attempt(async () => {
      const { id, displayName } = await users.getByUsername(typed(form, 'username').trim());
      await rooms.setRole(room.slug, id, role);
      form.reset();
      await onDone(`${isolated(displayName)} is ${role} now.`);
    });
  };
  return (
    <form className={forms.line} onSubmit={submit} data-testid="add-member">
      <UsernameField />
      <label>
        Role
        <select name="role" defaultValue="member">
          {rolesFor(moderatesAs(room), {}).map((role) => (
            <option key={role} value={role}>
              {ROLE_WORDS[role]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className={buttons.main} disabled={busy}>
        Add
      </button>
      <ErrorNotice error={error} />
    </form>
  );
}
