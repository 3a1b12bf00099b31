import type { FormEvent } from 'react';
import {
  REPORT_REASONS,
  REPORT_TEXT_MAX_LENGTH,
  type ReportReason,
} from '../../../src/moderation/moderation.protocol.js';
import { ErrorNotice } from '../app/error-notice.js';
import { Modal } from '../app/modal.js';
import { TextArea } from '../app/text-field.js';
import { typed, useAttempt } from '../auth/use-attempt.js';
import type { Complaint } from './moderation.client.js';
import { REASON_WORDS } from './moderation.words.js';

interface ReportDialogProps {
  /** Who or what, as in "Report …". */
  what: string;
  report: (complaint: Complaint) => Promise<unknown>;
  onClose: () => void;
}

export function ReportDialog({ what, report, onClose }: ReportDialogProps) {
  const { busy, done, error, attempt } = useAttempt();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = typed(event.currentTarget, 'reason') as ReportReason;
    const note = typed(event.currentTarget, 'note').trim();
    void attempt(() => report({ reason, ...(note && { note }) }));
  };
  return (
    <Modal
      className="dialog report-dialog"
      labelledBy="report-title"
      testId="report-dialog"
      onClose={onClose}
    >
      <h2 id="report-title" tabIndex={-1}>
        Report {what}
      </h2>
      {done ? (
        <p data-testid="report-done">
          Thank you. Somebody will look at it; nobody else learns of your report.
        </p>
      ) : (
        <form className="profile-form" onSubmit={submit}>
          <label>
            What is wrong?
            <select name="reason">
              {REPORT_REASONS.map((reason) => (
                <option key={reason} value={reason}>
                  {REASON_WORDS[reason]}
                </option>
              ))}
            </select>
          </label>
          <label>
            Anything to add?
            <TextArea name="note" rows={3} limit={REPORT_TEXT_MAX_LENGTH} />
          </label>
          <ErrorNotice error={error} />
          <button type="submit" className="button-main" disabled={busy}>
            Report
          </button>
        </form>
      )}
      <button type="button" className="button-quiet" data-testid="report-close" onClick={onClose}>
        {done ? 'Close' : 'Cancel'}
      </button>
    </Modal>
  );
}
