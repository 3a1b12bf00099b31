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

interface SettleFormProps {
  room: RoomView;
  report: Report;
  onSettled: (words: string) => Promise<void>;
}

/** Something was done, or there is nothing to do; the other moderators read the words. */
export function SettleForm({ room, report, onSettled }: SettleFormProps) {
  const { moderation } = useRingline();
  const { busy, error, attempt } = useRequest();
  const [words, setWords] = useState('');
  const settle = (status: ReportDecision['status']) =>
    void attempt(async () => {
      const resolution = words.trim();
      await moderation.settle(room.slug, report.id, { status, ...(resolution && { resolution }) });
      await onSettled(status === 'resolved' ? 'The report is resolved.' : 'The report is dismissed.');
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    settle('resolved');
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
      <button type="button" className={buttons.plain} disabled={busy} onClick={() => settle('dismissed')}>
        Dismiss
      </button>
      <ErrorNotice error={error} />
    </form>
  );
}
