import type { FormEvent } from 'react';
import {
  type ReportInput,
  REPORT_REASONS,
  REPORT_TEXT_MAX_LENGTH,
  type ReportReason,
} from '@ringline/client';
import { ErrorNotice } from '../ui/error-notice.js';
import { Modal } from '../ui/modal.js';
import { TextArea } from '../ui/text-field.js';
import { typed, useRequest } from '../ui/use-request.js';
import { REASON_WORDS } from './moderation.labels.js';
import buttons from '../ui/button.module.css';
import dialogs from '../ui/dialog.module.css';
import forms from '../ui/form.module.css';

interface ReportDialogProps {
  /** The subject, as in "Report …". */
  what: string;
  report: (complaint: ReportInput) => Promise<unknown>;
  onClose: () => void;
}

export function ReportDialog({ what, report, onClose }: ReportDialogProps) {
  const { busy, done, error, attempt } = useRequest();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = typed(event.currentTarget, 'reason') as ReportReason;
    const note = typed(event.currentTarget, 'note').trim();
    void attempt(() => report({ reason, ...(note && { note }) }));
  };
  return (
    <Modal className={dialogs.dialog} labelledBy="report-title" testId="report-dialog" onClose={onClose}>
      <h2 id="report-title" tabIndex={-1}>
        Report {what}
      </h2>
      {done ? (
        <p data-testid="report-done">
          Thank you. Somebody will look at it; nobody else learns of your report.
        </p>
      ) : (
        <form className={forms.stack} onSubmit={submit}>
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
          <button type="submit" className={buttons.main} disabled={busy}>
            Report
          </button>
        </form>
      )}
      <button type="button" className={buttons.quiet} data-testid="report-close" onClick={onClose}>
        {done ? 'Close' : 'Cancel'}
      </button>
    </Modal>
  );
}
