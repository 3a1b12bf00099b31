import { type FormEvent, useState } from 'react';
import type { RoomRole } from '@ringline/client';
import { ROLE_MEANINGS, ROLE_WORDS } from './rooms.labels.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './member-actions.module.css';

interface RoleFormProps {
  role: RoomRole;
  /** That may be given. */
  choices: readonly RoomRole[];
  isOneself: boolean;
  onGive: (role: RoomRole) => void;
}

/** A role is chosen and then given: arrow keys on their way through a list make nobody an owner. */
export function RoleForm({ role, choices, isOneself, onGive }: RoleFormProps) {
  const [chosen, setChosen] = useState(role);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onGive(chosen);
  };
  return (
    <form className={styles.measure} onSubmit={submit} data-testid="role-form">
      <label className={styles.title}>
        Role
        <select
          value={chosen}
          data-testid="role"
          onChange={({ target }) => setChosen(target.value as RoomRole)}
        >
          {choices.map((one) => (
            <option key={one} value={one}>
              {ROLE_WORDS[one]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className={buttons.plain} disabled={chosen === role}>
        Give this role
      </button>
      <p className={texts.hint}>
        {ROLE_WORDS[chosen]}: {ROLE_MEANINGS[chosen]}.
        {chosen !== role && isOneself && ' You cannot take this back yourself.'}
      </p>
    </form>
  );
}
