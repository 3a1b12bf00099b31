import { useState } from 'react';
import { type OwnUser, USER_STATUSES, type UserStatus } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { STATUS_WORDS } from './status.labels.js';
import dots from '../ui/dot.module.css';
import texts from '../ui/text.module.css';
import styles from './status-menu.module.css';

/** The user's own presence as others see it. */
export function StatusMenu({ user, onError }: { user: OwnUser; onError: (cause: unknown) => void }) {
  const { auth, users } = useRingline();
  const [chosen, setChosen] = useState<UserStatus>();
  const status = chosen ?? user.chosenStatus;

  const choose = async (next: UserStatus) => {
    setChosen(next);
    try {
      auth.setUser(await users.setStatus(user.id, next));
    } catch (cause) {
      onError(cause);
    }
    setChosen(undefined);
  };

  return (
    <label className={styles.menu}>
      <span className={dots.dot} data-status={status} />
      <span className={texts.visuallyHidden}>Your status</span>
      <select
        value={status}
        data-testid="status-menu"
        onChange={(event) => void choose(event.target.value as UserStatus)}
      >
        {USER_STATUSES.map((value) => (
          <option key={value} value={value}>
            {value === 'OFFLINE' ? 'Appear offline' : STATUS_WORDS[value]}
          </option>
        ))}
      </select>
    </label>
  );
}
