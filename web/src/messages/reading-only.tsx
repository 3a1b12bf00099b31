import type { RoomView } from '../../../src/rooms/rooms.protocol.js';
import { isolated } from '../app/direction.js';
import { ErrorNotice } from '../app/error-notice.js';
import { endInWords } from '../app/moments.js';
import { useRingline } from '../app/ringline.context.js';
import { useAttempt } from '../auth/use-attempt.js';

/** In the place of the composer where one may not write: why. */
export function ReadingOnly({ room }: { room: RoomView }) {
  const { users } = useRingline();
  const { busy, error, attempt } = useAttempt();
  const { peer } = room;
  return (
    <div className="reading-only" data-testid="reading-only">
      <p className="hint">{why(room)}</p>
      {peer?.isBlocked && (
        <button
          type="button"
          className="button-plain"
          data-testid="thread-unblock"
          disabled={busy}
          onClick={() => void attempt(() => users.unblock(peer.id))}
        >
          Unblock
        </button>
      )}
      <ErrorNotice error={error} />
    </div>
  );
}

function why({ peer, mutedUntil, archivedAt }: RoomView): string {
  if (peer?.isBlocked)
    return `You have blocked ${isolated(peer.displayName)}. Neither of you can write here.`;
  if (peer) return `${isolated(peer.displayName)} cannot be written to.`;
  if (mutedUntil) return `A moderator has muted you until ${endInWords(mutedUntil)}. You may read meanwhile.`;
  if (archivedAt) return 'This room is closed: it can be read.';
  return 'You may read here, but not write.';
}
