import { ChatIcon } from '../ui/icons.js';
import { RoomChat } from './room-chat.js';
import type { ChatUse } from './use-chat.js';

/** The open chat, or where it will be. */
export function ThreadPlace({ chat, ownId }: { chat: ChatUse; ownId: string }) {
  if (chat.open) return <RoomChat {...chat.open} key={chat.open.room.id} ownId={ownId} />;
  return (
    <div className="card thread-none">
      <ChatIcon />
      <p>Choose a chat to read it here.</p>
    </div>
  );
}
