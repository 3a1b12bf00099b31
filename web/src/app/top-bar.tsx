import { clsx } from 'clsx';
import type { OwnUser } from '@ringline/client';
import { StatusMenu } from '../presence/status-menu.js';
import { Avatar } from '../users/avatar.js';
import { Logo } from '../ui/icons.js';
import buttons from '../ui/button.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';
import styles from './shell.module.css';

interface TopBarProps {
  user: OwnUser;
  /** Where the rest is a view of its own. */
  isNarrow: boolean;
  onProfile: () => void;
  onSettings: () => void;
  onSignOut: () => void;
  onError: (cause: unknown) => void;
}

export function TopBar({ user, isNarrow, onProfile, onSettings, onSignOut, onError }: TopBarProps) {
  return (
    <header className={styles.topBar}>
      <Logo />
      <div className={styles.me}>
        <button
          type="button"
          className={clsx(rows.open, styles.profile)}
          data-testid="profile"
          onClick={onProfile}
        >
          <Avatar name={user.displayName} userId={user.id} size="small" />
          <span className={texts.visuallyHidden}>Your profile: </span>
          <span className={styles.name} data-testid="me-name" dir="auto">
            {user.displayName}
          </span>
        </button>
        {!isNarrow && (
          <>
            <StatusMenu user={user} onError={onError} />
            <button type="button" className={buttons.quiet} data-testid="settings" onClick={onSettings}>
              Settings
            </button>
            <button type="button" className={buttons.quiet} data-testid="sign-out" onClick={onSignOut}>
              Sign out
            </button>
          </>
        )}
      </div>
    </header>
  );
}
