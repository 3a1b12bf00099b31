import type { OwnUser } from '../../../src/users/users.protocol.js';
import { ErrorNotice } from '../app/error-notice.js';
import { useRingline } from '../app/ringline.context.js';
import { useAttempt } from './use-attempt.js';

/** One's address, and the mail that proves it once more. */
export function OwnEmail({ user }: { user: OwnUser }) {
  const { auth } = useRingline();
  const { busy, done, error, attempt } = useAttempt();
  if (!user.email) return null;
  return (
    <div className="choice-line">
      <p>
        {user.email} <span className="hint">{user.emailVerified ? 'confirmed' : 'not confirmed yet'}</span>
      </p>
      {!user.emailVerified && (
        <button
          type="button"
          className="button-plain"
          data-testid="resend-verification"
          disabled={busy}
          onClick={() => void attempt(() => auth.requestVerification())}
        >
          Send the mail again
        </button>
      )}
      <p role="status" className="hint" data-testid="verification-sent">
        {done && 'A mail is on its way. Follow its link.'}
      </p>
      <ErrorNotice error={error} />
    </div>
  );
}
