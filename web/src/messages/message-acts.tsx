import { useState } from 'react';
import type { ChatRoom, Message, RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { isolated } from '../ui/direction.js';
import { ModerateDialog } from '../moderation/moderate-dialog.js';
import { ReportDialog } from '../moderation/report-dialog.js';
import buttons from '../ui/button.module.css';
import styles from './message-item.module.css';

const QUICK = ['👍', '❤️', '😂', '🎉'];

interface MessageActsProps {
  chat: ChatRoom;
  message: Message;
  isOwn: boolean;
  room: RoomView;
  onReply: () => void;
  onEdit: () => void;
  attempt: (work: Promise<unknown>) => void;
}

/** Reactions to a message, and the actions available on it. */
export function MessageActs({ chat, message, isOwn, room, onReply, onEdit, attempt }: MessageActsProps) {
  const { moderation } = useRingline();
  const [isReporting, setReporting] = useState(false);
  const [isModerating, setModerating] = useState(false);
  const { id, reactions = [] } = message;
  const mayWrite = room.may.includes('write');
  const mayModerate = room.may.includes('moderate');
  const mayDelete = isOwn || mayModerate;
  const unused = QUICK.filter((emoji) => !reactions.some((reaction) => reaction.emoji === emoji));
  return (
    <>
      {reactions.length > 0 && (
        <div className={styles.reactions}>
          {reactions.map(({ emoji, count, mine }) => (
            <button
              key={emoji}
              type="button"
              className={styles.reaction}
              data-testid="reaction"
              aria-pressed={mine}
              aria-label={`${emoji}, ${count}`}
              onClick={() => attempt(chat.react(id, emoji, !mine))}
            >
              {emoji} {count}
            </button>
          ))}
        </div>
      )}
      <div className={styles.more}>
        {mayWrite && (
          <>
            {unused.map((emoji) => (
              <button
                key={emoji}
                type="button"
                className={buttons.act}
                aria-label={`React with ${emoji}`}
                onClick={() => attempt(chat.react(id, emoji, true))}
              >
                {emoji}
              </button>
            ))}
            <button type="button" className={buttons.act} onClick={onReply}>
              Reply
            </button>
            {isOwn && (
              <button type="button" className={buttons.act} onClick={onEdit}>
                Edit
              </button>
            )}
            {mayDelete && (
              <button type="button" className={buttons.act} onClick={() => attempt(chat.delete(id))}>
                Delete
              </button>
            )}
          </>
        )}
        {!isOwn && (
          <button type="button" className={buttons.act} onClick={() => setReporting(true)}>
            Report
          </button>
        )}
        {!isOwn && mayModerate && (
          <button type="button" className={buttons.act} onClick={() => setModerating(true)}>
            Moderate
          </button>
        )}
      </div>
      {isModerating && (
        <ModerateDialog room={room} person={message.author} onClose={() => setModerating(false)} />
      )}
      {isReporting && (
        <ReportDialog
          what={`what ${isolated(message.author.displayName)} said`}
          report={(complaint) => moderation.reportMessage(room.slug, id, complaint)}
          onClose={() => setReporting(false)}
        />
      )}
    </>
  );
}
