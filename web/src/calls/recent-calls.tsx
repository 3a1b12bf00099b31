import { useState } from 'react';
import { ErrorNotice } from '../app/error-notice.js';
import { CameraIcon, PhoneIcon } from '../app/icons.js';
import { momentInWords } from '../app/moments.js';
import { Avatar } from '../users/avatar.js';
import { usePersonActions } from '../users/use-person-actions.js';
import { durationOf, outcomeInWords, wasMissed } from './call.words.js';
import type { CallEnding } from './calls.client.js';
import { useRecentCalls, type RecentCall } from './use-recent-calls.js';

interface RecentCallsProps {
  ownId: string;
  ending?: CallEnding;
}

export function RecentCalls({ ownId, ending }: RecentCallsProps) {
  const { recent, cursor, error, showMore } = useRecentCalls(ownId, ending);
  const [missedOnly, setMissedOnly] = useState(false);
  const shown = recent?.filter(({ call }) => !missedOnly || wasMissed(call, ownId));
  return (
    <section className="card recent" aria-labelledby="recent-title">
      <div className="card-head">
        <h2 id="recent-title">Recent calls</h2>
        <label className="filter">
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
      {shown?.length === 0 && <p className="empty">{missedOnly ? 'No missed calls.' : 'No calls yet.'}</p>}
      <ul className="rows">
        {shown?.map((entry) => (
          <RecentRow key={entry.call.id} entry={entry} ownId={ownId} />
        ))}
      </ul>
      {cursor && (
        <button type="button" className="button-quiet" data-testid="older-calls" onClick={showMore}>
          Older calls
        </button>
      )}
    </section>
  );
}

function RecentRow({ entry: { call, person }, ownId }: { entry: RecentCall; ownId: string }) {
  const actions = usePersonActions();
  const name = person?.displayName ?? 'Somebody who left';
  const facts = [outcomeInWords(call, ownId), momentInWords(call.createdAt), durationOf(call)];
  return (
    <li className="row" data-testid="recent-call" data-reason={call.endReason}>
      <button
        type="button"
        className="row-open"
        disabled={!person}
        onClick={() => person && actions.show(person.id)}
      >
        <Avatar name={name} userId={person?.id} />
        <span className="row-text">
          <span className="row-name">{name}</span>
          <span className={wasMissed(call, ownId) ? 'hint direction-missed' : 'hint'}>
            <span className="direction" aria-hidden="true">
              {call.callerId === ownId ? '↗' : '↙'}
            </span>
            {facts.filter(Boolean).join(' · ')}
          </span>
        </span>
      </button>
      {person && (
        <button
          type="button"
          className="button-round"
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
