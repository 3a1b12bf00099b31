import { clsx } from 'clsx';
import type { OwnUser } from '@ringline/client';
import { Modal } from '../ui/modal.js';
import { ProfileForm } from './profile-form.js';
import buttons from '../ui/button.module.css';
import dialogs from '../ui/dialog.module.css';
import texts from '../ui/text.module.css';

export function ProfileDialog({ user, onClose }: { user: OwnUser; onClose: () => void }) {
  return (
    <Modal
      className={clsx(dialogs.dialog, dialogs.wide)}
      labelledBy="profile-title"
      testId="profile-dialog"
      onClose={onClose}
    >
      <h2 id="profile-title" tabIndex={-1}>
        Your profile
      </h2>
      <p className={texts.hint}>@{user.username}</p>
      <ProfileForm user={user} />
      <button type="button" className={buttons.quiet} data-testid="profile-close" onClick={onClose}>
        Close
      </button>
    </Modal>
  );
}
