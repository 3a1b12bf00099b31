import type { CallMedia } from '../../../src/calls/calls.protocol.js';
import { ErrorNotice } from '../app/error-notice.js';
import { CameraIcon, PhoneIcon } from '../app/icons.js';
import { clock, momentInWords } from '../app/moments.js';
import type { Person } from './call.state.js';
import { outcomeInWords, wasMissed } from './call.words.js';
import type { CallEnding } from './calls.client.js';
import { useRecentCalls, type RecentCall } from './use-recent-calls.js';

interface RecentCallsProps {
  ownId: string;
  ending?: CallEnding;
  onCall: (person: Person, media: CallMedia) => void;
}

export function RecentCalls({ ownId, ending, onCall }: RecentCallsProps) {
  const { recent, error } = useRecentCalls(ownId, ending);
  return (
    <section className="card recent" aria-labelledby="recent-title">
      <div className="card-head">
        <h2 id="recent-title">Recent calls</h2>
      </div>
      <ErrorNotice error={error} />
      {recent?.length === 0 && <p className="empty">No calls yet.</p>}
      <ul className="rows">
        {recent?.map((entry) => (
          <RecentRow key={entry.call.id} entry={entry} ownId={ownId} onCall={onCall} />
        ))}
      </ul>
    </section>
  );
}

interface RecentRowProps extends Omit<RecentCallsProps, 'ending'> {
  entry: RecentCall;
}

function RecentRow({ entry: { call, person }, ownId, onCall }: RecentRowProps) {
  const name = person?.displayName ?? 'Somebody who left';
  const duration = durationOf(call.answeredAt, call.endedAt);
  const facts = [outcomeInWords(call, ownId), momentInWords(call.createdAt), duration];
  return (
    <li className="row" data-testid="recent-call" data-reason={call.endReason}>
      <span
        className={wasMissed(call, ownId) ? 'direction direction-missed' : 'direction'}
        aria-hidden="true"
      >
        {call.callerId === ownId ? '↗' : '↙'}
      </span>
      <div className="row-text">
        <span className="row-name">{name}</span>
        <span className="hint">{facts.filter(Boolean).join(' · ')}</span>
      </div>
      {person && (
        <button
          type="button"
          className="button-round"
          aria-label={`Call ${name} again`}
          title="Call again"
          onClick={() => onCall(person, call.media)}
        >
          {call.media === 'video' ? <CameraIcon /> : <PhoneIcon />}
        </button>
      )}
    </li>
  );
}

function durationOf(answeredAt: string | undefined, endedAt: string | undefined): string | undefined {
  if (!answeredAt || !endedAt) return undefined;
  return clock(new Date(endedAt).getTime() - new Date(answeredAt).getTime());
}
