import { useState } from 'react';
import { useObservable, useRingline } from '@ringline/react';
import buttons from '../ui/button.module.css';
import notices from '../ui/notice.module.css';

/** A call of this user runs on another device: it may be continued on this one. */
export function ContinueHere({ onError }: { onError: (error: unknown) => void }) {
  const { calls } = useRingline();
  const [running] = useObservable(calls.moves.running);
  const [asking, setAsking] = useState(false);
  if (!running) return null;

  const take = () => {
    setAsking(true);
    void calls.moves
      .take(running.call.id)
      .catch(onError)
      .finally(() => setAsking(false));
  };
  return (
    <div className={notices.notice} role="status" data-testid="call-elsewhere">
      <p>
        You are in a call with <bdi>{running.person.displayName}</bdi> on another device.
      </p>
      <div className={notices.actions}>
        <button
          type="button"
          className={buttons.plain}
          data-testid="continue-here"
          disabled={asking}
          onClick={take}
        >
          Continue here
        </button>
      </div>
    </div>
  );
}
