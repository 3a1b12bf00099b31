import { useState } from 'react';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import texts from '../ui/text.module.css';

const WORDS: Record<NotificationPermission, string> = {
  granted: 'The browser notifies you of calls while this page is in the background.',
  denied: 'The browser does not let this page notify you. Its site settings can change that.',
  default: '',
};

/** Asks the browser for permission to show notifications; only when the user asks for it. */
export function NotificationChoice() {
  const available = 'Notification' in window;
  const [permission, setPermission] = useState(available ? Notification.permission : 'denied');
  const ask = async () => setPermission(await Notification.requestPermission());
  return (
    <div className={forms.choice}>
      {permission === 'default' && (
        <button type="button" className={buttons.plain} data-testid="notify" onClick={() => void ask()}>
          Notify me of calls
        </button>
      )}
      <p className={texts.hint} role="status">
        {WORDS[permission]}
      </p>
    </div>
  );
}
