import type { RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { isolated } from '../ui/direction.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { endLabel } from '../ui/moments.js';
import { useRequest } from '../ui/use-request.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './room-chat.module.css';

/** In the place of the composer where one may not write: why. */
export function ReadingOnly({ room }: { room: RoomView }) {
  const { users } = useRingline();
  const { busy, error, attempt } = useRequest();
  const { peer } = room;
  return (
    <div className={styles.readingOnly} data-testid="reading-only">
      <p className={texts.hint}>{why(room)}</p>
      {peer?.isBlocked && (
        <button
          type="button"
          className={buttons.plain}
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
  if (mutedUntil) return `A moderator has muted you until ${endLabel(mutedUntil)}. You may read meanwhile.`;
  if (archivedAt) return 'This room is closed: it can be read.';
  return 'You may read here, but not write.';
}
