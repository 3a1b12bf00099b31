import { clsx } from 'clsx';
import { ChatIcon } from '../ui/icons.js';
import { RoomChat } from './room-chat.js';
import type { ChatUse } from './use-chat.js';
import cards from '../ui/card.module.css';
import styles from './room-chat.module.css';

/** The open chat, or where it will be. */
export function ThreadPane({ chat, ownId }: { chat: ChatUse; ownId: string }) {
  if (chat.open) return <RoomChat {...chat.open} key={chat.open.room.id} ownId={ownId} />;
  return (
    <div className={clsx(cards.card, styles.none)}>
      <ChatIcon />
      <p>Choose a chat to read it here.</p>
    </div>
  );
}
