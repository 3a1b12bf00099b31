import type { OwnUser } from '@ringline/client';
import { StatusMenu } from '../presence/status-menu.js';
import { Avatar } from '../users/avatar.js';
import { Logo } from '../ui/icons.js';

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
    <header className="topbar">
      <Logo />
      <div className="me">
        <button type="button" className="me-open" data-testid="profile" onClick={onProfile}>
          <Avatar name={user.displayName} userId={user.id} size="small" />
          <span className="visually-hidden">Your profile: </span>
          <span className="me-name" data-testid="me-name" dir="auto">
            {user.displayName}
          </span>
        </button>
        {!isNarrow && (
          <>
            <StatusMenu user={user} onError={onError} />
            <button type="button" className="button-quiet" data-testid="settings" onClick={onSettings}>
              Settings
            </button>
            <button type="button" className="button-quiet" data-testid="sign-out" onClick={onSignOut}>
              Sign out
            </button>
          </>
        )}
      </div>
    </header>
  );
}
