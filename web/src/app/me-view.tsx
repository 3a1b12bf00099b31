import type { OwnUser } from '@ringline/client';
import { StatusMenu } from '../presence/status-menu.js';
import { ProfileForm } from '../users/profile-form.js';

interface MeViewProps {
  user: OwnUser;
  onSettings: () => void;
  onSignOut: () => void;
  onError: (cause: unknown) => void;
}

/** On a phone: one's profile, status and settings. */
export function MeView({ user, onSettings, onSignOut, onError }: MeViewProps) {
  return (
    <div className="column column-me">
      <section className="card" aria-labelledby="me-title">
        <div className="card-head">
          <h2 id="me-title" dir="auto">
            {user.displayName}
          </h2>
          <span className="hint">@{user.username}</span>
        </div>
        <ProfileForm user={user} />
      </section>
      <section className="card me-acts" aria-label="Status and settings">
        <StatusMenu user={user} onError={onError} />
        <button type="button" className="button-plain" data-testid="settings" onClick={onSettings}>
          Settings
        </button>
        <button type="button" className="button-plain" data-testid="sign-out" onClick={onSignOut}>
          Sign out
        </button>
      </section>
    </div>
  );
}
