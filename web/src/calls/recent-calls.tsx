import { clsx } from 'clsx';
import { useEffect, useState } from 'react';
import { ErrorNotice } from '../ui/error-notice.js';
import { CameraIcon, PhoneIcon } from '../ui/icons.js';
import { momentLabel } from '../ui/moments.js';
import type { CallEnding } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { Badge } from '../ui/badge.js';
import { useVisible } from '../ui/use-visible.js';
import { Avatar } from '../users/avatar.js';
import { usePersonActions } from '../users/use-person-actions.js';
import { durationOf, outcomeLabel, wasMissedBy } from './call.labels.js';
import { useRecentCalls, type RecentCall } from './use-recent-calls.js';
import buttons from '../ui/button.module.css';
import cards from '../ui/card.module.css';
import dots from '../ui/dot.module.css';
import forms from '../ui/form.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';
import styles from './recent-calls.module.css';

interface RecentCallsProps {
  ownId: string;
  ending?: CallEnding;
  /** In a view that the user opened, missed calls count as seen. undefined: the user marks them as seen. */
  isShown?: boolean;
}

export function RecentCalls({ ownId, ending, isShown }: RecentCallsProps) {
  const { recent, cursor, error, showMore } = useRecentCalls(ownId, ending);
  const { inbox } = useRingline();
  const { missedCalls, missed } = useObservable(inbox.state);
  const isVisible = useVisible();
  const isSeen = isShown && isVisible && missedCalls > 0;
  useEffect(() => {
    if (isSeen) inbox.callsSeen().catch(() => undefined);
  }, [inbox, isSeen]);
  const [missedOnly, setMissedOnly] = useState(false);
  const shown = recent?.filter(({ call }) => !missedOnly || wasMissedBy(call, ownId));
  return (
    <section className={cards.card} aria-labelledby="recent-title">
      <div className={cards.head}>
        <h2 id="recent-title">
          Recent calls <Badge count={missedCalls} of="missed" testId="missed-calls" />
        </h2>
        {missedCalls > 0 && isShown === undefined && (
          <button
            type="button"
            className={clsx(buttons.quiet, buttons.small)}
            data-testid="calls-seen"
            onClick={() => void inbox.callsSeen().catch(() => undefined)}
          >
            Seen
          </button>
        )}
        <label className={forms.filter}>
          <input
            type="checkbox"
            checked={missedOnly}
            data-testid="missed-only"
            onChange={({ target }) => setMissedOnly(target.checked)}
          />
          Missed only
        </label>
      </div>
      <ErrorNotice error={error} />
      {shown?.length === 0 && (
        <p className={texts.empty}>{missedOnly ? 'No missed calls.' : 'No calls yet.'}</p>
      )}
      <ul className={rows.list}>
        {shown?.map((entry) => (
          <RecentRow
            key={entry.call.id}
            entry={entry}
            ownId={ownId}
            isNew={missed.some(({ call }) => call.id === entry.call.id)}
          />
        ))}
      </ul>
      {cursor && (
        <button type="button" className={buttons.quiet} data-testid="older-calls" onClick={showMore}>
          Older calls
        </button>
      )}
    </section>
  );
}

interface RecentRowProps {
  entry: RecentCall;
  ownId: string;
  /** Missed, and not seen since. */
  isNew: boolean;
}

function RecentRow({ entry: { call, person }, ownId, isNew }: RecentRowProps) {
  const actions = usePersonActions();
  const name = person?.displayName ?? 'Somebody who left';
  const facts = [outcomeLabel(call, ownId), momentLabel(call.createdAt), durationOf(call)];
  return (
    <li className={rows.row} data-testid="recent-call" data-reason={call.endReason} data-new={isNew}>
      <button
        type="button"
        className={rows.open}
        disabled={!person}
        onClick={() => person && actions.show(person.id)}
      >
        <Avatar name={name} userId={person?.id} />
        <span className={rows.text}>
          <span className={rows.name}>
            <bdi>{name}</bdi>
            {isNew && (
              <span className={clsx(dots.dot, dots.line, dots.new)}>
                <span className={texts.visuallyHidden}> not seen yet</span>
              </span>
            )}
          </span>
          <span className={clsx(texts.hint, wasMissedBy(call, ownId) && styles.missed)}>
            <span className={styles.direction} aria-hidden="true">
              {call.callerId === ownId ? '↗' : '↙'}
            </span>
            {facts.filter(Boolean).join(' · ')}
          </span>
        </span>
      </button>
      {person && (
        <button
          type="button"
          className={buttons.round}
          aria-label={`Call ${name} again`}
          title="Call again"
          onClick={() => actions.call(person, call.media)}
        >
          {call.media === 'video' ? <CameraIcon /> : <PhoneIcon />}
        </button>
      )}
    </li>
  );
}
