import { clsx } from 'clsx';
import type { OwnUser } from '@ringline/client';
import { StatusMenu } from '../presence/status-menu.js';
import { ProfileForm } from '../users/profile-form.js';
import buttons from '../ui/button.module.css';
import cards from '../ui/card.module.css';
import texts from '../ui/text.module.css';
import styles from './shell.module.css';

interface MeViewProps {
  user: OwnUser;
  onSettings: () => void;
  onSignOut: () => void;
  onError: (cause: unknown) => void;
}

/** On a phone: the user's profile, status and settings. */
export function MeView({ user, onSettings, onSignOut, onError }: MeViewProps) {
  return (
    <div className={clsx(cards.column, styles.own)}>
      <section className={cards.card} aria-labelledby="me-title">
        <div className={cards.head}>
          <h2 id="me-title" dir="auto">
            {user.displayName}
          </h2>
          <span className={texts.hint}>@{user.username}</span>
        </div>
        <ProfileForm user={user} />
      </section>
      <section className={clsx(cards.card, styles.acts)} aria-label="Status and settings">
        <StatusMenu user={user} onError={onError} />
        <button type="button" className={buttons.plain} data-testid="settings" onClick={onSettings}>
          Settings
        </button>
        <button type="button" className={buttons.plain} data-testid="sign-out" onClick={onSignOut}>
          Sign out
        </button>
      </section>
    </div>
  );
}
