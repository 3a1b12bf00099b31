import type { OwnUser } from '@ringline/client';
import { Modal } from '../ui/modal.js';
import { ProfileForm } from './profile-form.js';

export function ProfileDialog({ user, onClose }: { user: OwnUser; onClose: () => void }) {
  return (
    <Modal className="dialog settings" labelledBy="profile-title" testId="profile-dialog" onClose={onClose}>
      <h2 id="profile-title" tabIndex={-1}>
        Your profile
      </h2>
      <p className="hint">@{user.username}</p>
      <ProfileForm user={user} />
      <button type="button" className="button-quiet" data-testid="profile-close" onClick={onClose}>
        Close
      </button>
    </Modal>
  );
}
