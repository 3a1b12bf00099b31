import { useState } from 'react';

const WORDS: Record<NotificationPermission, string> = {
  granted: 'The browser tells you of calls while this page is in the background.',
  denied: 'The browser does not let this page notify you. Its site settings can change that.',
  default: '',
};

/** Asks the browser for notifications; only ever on somebody's own wish. */
export function NotificationChoice() {
  const available = 'Notification' in window;
  const [permission, setPermission] = useState(available ? Notification.permission : 'denied');
  const ask = async () => setPermission(await Notification.requestPermission());
  return (
    <div className="choice-line">
      {permission === 'default' && (
        <button type="button" className="button-plain" data-testid="notify" onClick={() => void ask()}>
          Notify me of calls
        </button>
      )}
      <p className="hint" role="status">
        {WORDS[permission]}
      </p>
    </div>
  );
}
