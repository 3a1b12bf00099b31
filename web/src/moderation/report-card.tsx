import { useState } from 'react';
import type { Report, RoomView } from '@ringline/client';
import { momentLabel } from '../ui/moments.js';
import { PersonRoomActions } from '../rooms/person-actions.js';
import { usePersonActions } from '../users/use-person-actions.js';
import { picturesLabel, REASON_WORDS } from './moderation.labels.js';
import { CloseReportForm } from './close-report-form.js';
import { ReportOutcome } from './report-outcome.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './reports.module.css';

interface ReportCardProps {
  room: RoomView;
  report: Report;
  onClosed: (words: string) => Promise<void>;
  onDone: (words: string) => void;
  onJump?: (seq: number) => void;
}

/** The reported content, as it was then; its outcome, or the form to close it. */
export function ReportCard({ room, report, onClosed, onDone, onJump }: ReportCardProps) {
  const { show } = usePersonActions();
  const [isActing, setActing] = useState(false);
  const { message, subject, note } = report;
  return (
    <li className={styles.report} data-testid="report" data-status={report.status}>
      <p className={styles.head}>
        <strong>{REASON_WORDS[report.reason]}</strong>
        <time className={texts.hint} dateTime={report.createdAt}>
          {momentLabel(report.createdAt)}
        </time>
      </p>
      {message && (
        <blockquote className={styles.message} data-testid="reported-text">
          <span dir="auto">{message.text}</span>
          {message.images > 0 && <span className={texts.hint}>{picturesLabel(message.images)}</span>}
        </blockquote>
      )}
      {note && (
        <p className={styles.note} data-testid="report-note">
          <span className={texts.hint}>Comment:</span> <bdi>{note}</bdi>
        </p>
      )}
      <div className={styles.acts}>
        {subject ? (
          <button type="button" className={buttons.act} onClick={() => show(subject.id)}>
            By <bdi>{subject.displayName}</bdi>
          </button>
        ) : (
          <span className={texts.hint}>By a deleted account</span>
        )}
        {message && onJump && (
          <button type="button" className={buttons.act} onClick={() => onJump(message.seq)}>
            Show in the chat
          </button>
        )}
        {subject && (
          <button
            type="button"
            className={buttons.act}
            aria-expanded={isActing}
            aria-label={`Moderate: ${subject.displayName}`}
            onClick={() => setActing(!isActing)}
          >
            Moderate
          </button>
        )}
      </div>
      {subject && isActing && <PersonRoomActions room={room} person={subject} onDone={onDone} />}
      {report.status === 'open' ? (
        <CloseReportForm room={room} report={report} onClosed={onClosed} />
      ) : (
        <ReportOutcome report={report} />
      )}
    </li>
  );
}
