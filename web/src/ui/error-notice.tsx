import { clsx } from 'clsx';
import type { RinglineError } from '@ringline/client';
import buttons from './button.module.css';
import notices from './notice.module.css';

/** Announced at once to screen readers; the close button is there where the message can be dismissed. */
export function ErrorNotice({ error, onClose }: { error?: RinglineError; onClose?: () => void }) {
  if (!error) return null;
  return (
    <div
      className={clsx(notices.notice, notices.error)}
      role="alert"
      data-testid="error"
      data-code={error.code}
    >
      <p>{wording(error)}</p>
      {onClose && (
        <button type="button" className={buttons.quiet} onClick={onClose}>
          Dismiss
        </button>
      )}
    </div>
  );
}

function wording({ code, message, retryAfterMs }: RinglineError): string {
  const text = code === 'validation_failed' ? 'Please check the marked fields.' : sentence(message);
  if (!retryAfterMs || retryAfterMs < 1000) return text;
  return `${text} Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`;
}

/** The server's messages may begin small and end without a full stop. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
