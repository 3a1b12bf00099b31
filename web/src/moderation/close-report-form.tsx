import { clsx } from 'clsx';
import { type FormEvent, useState } from 'react';
import { type Report, REPORT_TEXT_MAX_LENGTH, type RoomView, type ReportDecision } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { TextInput } from '../ui/text-field.js';
import { useRequest } from '../ui/use-request.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import styles from './reports.module.css';

interface CloseReportFormProps {
  room: RoomView;
  report: Report;
  onClosed: (words: string) => Promise<void>;
}

/** Something was done, or there is nothing to do; the other moderators read the words. */
export function CloseReportForm({ room, report, onClosed }: CloseReportFormProps) {
  const { moderation } = useRingline();
  const { busy, error, attempt } = useRequest();
  const [words, setWords] = useState('');
  const close = (status: ReportDecision['status']) =>
    void attempt(async () => {
      const resolution = words.trim();
      await moderation.closeReport(room.slug, report.id, { status, ...(resolution && { resolution }) });
      await onClosed(status === 'resolved' ? 'The report is resolved.' : 'The report is dismissed.');
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close('resolved');
  };
  return (
    <form className={forms.line} onSubmit={submit}>
      <label className={clsx(forms.field, styles.words)}>
        What was done, or why nothing (optional)
        <TextInput
          limit={REPORT_TEXT_MAX_LENGTH}
          autoComplete="off"
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </label>
      <button type="submit" className={buttons.main} disabled={busy}>
        Resolve
      </button>
      <button type="button" className={buttons.plain} disabled={busy} onClick={() => close('dismissed')}>
        Dismiss
      </button>
      <ErrorNotice error={error} />
    </form>
  );
}
