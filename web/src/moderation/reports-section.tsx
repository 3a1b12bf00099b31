import { clsx } from 'clsx';
import { useCallback, useState } from 'react';
import { type Report, REPORT_STATUSES, type ReportStatus, type RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { ShowMore } from '../ui/show-more.js';
import { type Pages, usePages } from '../ui/use-pages.js';
import { STATUS_WORDS } from './moderation.labels.js';
import { ReportCard } from './report-card.js';
import forms from '../ui/form.module.css';
import texts from '../ui/text.module.css';
import styles from './reports.module.css';

export interface ReportsSectionProps {
  room: RoomView;
  open: Pages<Report>;
  onDone: (words: string) => void;
  /** Shows a message among the others. */
  onJump?: (seq: number) => void;
}

/** The reports of this room: open ones, or closed ones with their outcome. */
export function ReportsSection(props: ReportsSectionProps) {
  const [status, setStatus] = useState<ReportStatus>('open');
  return (
    <>
      <label className={clsx(forms.filter, styles.filter)}>
        Show
        <select value={status} onChange={({ target }) => setStatus(target.value as ReportStatus)}>
          {REPORT_STATUSES.map((one) => (
            <option key={one} value={one}>
              {STATUS_WORDS[one]}
            </option>
          ))}
        </select>
      </label>
      {status === 'open' ? (
        <ReportList {...props} pages={props.open} />
      ) : (
        <ClosedReports key={status} {...props} status={status} />
      )}
    </>
  );
}

function ClosedReports({ status, ...props }: ReportsSectionProps & { status: ReportStatus }) {
  const { moderation } = useRingline();
  const { slug } = props.room;
  const pages = usePages(
    useCallback(
      (cursor?: string) => moderation.reports(slug, { status, cursor }),
      [moderation, slug, status],
    ),
  );
  return <ReportList {...props} pages={pages} />;
}

function ReportList({ pages, room, open, onDone, onJump }: ReportsSectionProps & { pages: Pages<Report> }) {
  const closed = async (words: string) => {
    await open.reload();
    onDone(words);
  };
  return (
    <>
      <ErrorNotice error={pages.error} />
      {pages.items?.length === 0 && !pages.error && <p className={texts.empty}>No reports.</p>}
      <ul className={styles.list} aria-label="Reports">
        {pages.items?.map((report) => (
          <ReportCard
            key={report.id}
            room={room}
            report={report}
            onClosed={closed}
            onDone={onDone}
            onJump={onJump}
          />
        ))}
      </ul>
      <ShowMore pages={pages} words="Earlier reports" />
    </>
  );
}
