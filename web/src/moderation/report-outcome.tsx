import { useEffect, useState } from 'react';
import type { Report } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { isolated } from '../ui/direction.js';
import { momentLabel } from '../ui/moments.js';
import { STATUS_WORDS } from './moderation.labels.js';
import texts from '../ui/text.module.css';
import styles from './reports.module.css';

/** Who closed a report, how, and with which comment. */
export function ReportOutcome({ report }: { report: Report }) {
  const { users } = useRingline();
  const { status, resolution, resolvedAt, resolvedBy } = report;
  const [name, setName] = useState<string>();
  useEffect(() => {
    if (!resolvedBy) return;
    let current = true;
    users.getOnce(resolvedBy).then(
      ({ displayName }) => current && setName(displayName),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [users, resolvedBy]);
  const facts = [STATUS_WORDS[status], name && `by ${isolated(name)}`, resolvedAt && momentLabel(resolvedAt)];
  return (
    <p className={styles.outcome}>
      <span className={texts.hint}>{facts.filter(Boolean).join(' · ')}</span>
      {resolution && (
        <span data-testid="resolution" dir="auto">
          {resolution}
        </span>
      )}
    </p>
  );
}
