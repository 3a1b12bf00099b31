import { type FormEvent, useState } from 'react';
import { REPORT_TEXT_MAX_LENGTH, type Report } from '../../../src/moderation/moderation.protocol.js';
import type { RoomView } from '../../../src/rooms/rooms.protocol.js';
import { ErrorNotice } from '../app/error-notice.js';
import { useRingline } from '../app/ringline.context.js';
import { TextInput } from '../app/text-field.js';
import { useAttempt } from '../auth/use-attempt.js';
import type { Verdict } from './moderation.client.js';

interface SettleFormProps {
  room: RoomView;
  report: Report;
  onSettled: (words: string) => Promise<void>;
}

/** Something was done, or there is nothing to do; the other moderators read the words. */
export function SettleForm({ room, report, onSettled }: SettleFormProps) {
  const { moderation } = useRingline();
  const { busy, error, attempt } = useAttempt();
  const [words, setWords] = useState('');
  const settle = (status: Verdict['status']) =>
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
    <form className="line-form" onSubmit={submit}>
      <label className="line-field">
        What was done, or why nothing (optional)
        <TextInput
          limit={REPORT_TEXT_MAX_LENGTH}
          autoComplete="off"
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </label>
      <button type="submit" className="button-main" disabled={busy}>
        Resolve
      </button>
      <button type="button" className="button-plain" disabled={busy} onClick={() => settle('dismissed')}>
        Dismiss
      </button>
      <ErrorNotice error={error} />
    </form>
  );
}
