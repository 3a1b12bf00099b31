import { clsx } from 'clsx';
import type { OwnUser } from '@ringline/client';
import { LinkedAccounts } from '../auth/linked-accounts.js';
import { OwnEmail } from '../auth/own-email.js';
import { CallSettingsForm } from '../calls/call-settings-form.js';
import { NotificationChoice } from '../calls/notification-choice.js';
import { DevicePickers } from '../devices/device-pickers.js';
import { MicrophoneTest } from '../devices/microphone-test.js';
import { Modal } from '../ui/modal.js';
import buttons from '../ui/button.module.css';
import dialogs from '../ui/dialog.module.css';

export function SettingsDialog({ user, onClose }: { user: OwnUser; onClose: () => void }) {
  return (
    <Modal
      className={clsx(dialogs.dialog, dialogs.wide)}
      labelledBy="settings-title"
      testId="settings-dialog"
      onClose={onClose}
    >
      <h2 id="settings-title" tabIndex={-1}>
        Settings
      </h2>
      <section aria-labelledby="settings-devices">
        <h3 id="settings-devices">Devices</h3>
        <DevicePickers />
        <MicrophoneTest />
      </section>
      <section aria-labelledby="settings-calls">
        <h3 id="settings-calls">Calls</h3>
        {!user.isGuest && <CallSettingsForm />}
        <NotificationChoice />
      </section>
      {!user.isGuest && (
        <section aria-labelledby="settings-account">
          <h3 id="settings-account">Account</h3>
          <OwnEmail user={user} />
          <LinkedAccounts />
        </section>
      )}
      <div className={dialogs.actions}>
        <button type="button" className={buttons.main} data-testid="settings-close" onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  );
}
