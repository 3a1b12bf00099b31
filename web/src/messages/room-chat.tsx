import { clsx } from 'clsx';
import { useRef, useState } from 'react';
import {
  ATTACHMENTS_MAX,
  type ChatRoom,
  type PendingMessage,
  RinglineError,
  type RoomView,
} from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { PictureIcon, SearchIcon } from '../ui/icons.js';
import { useChosenPictures } from '../media/use-chosen-pictures.js';
import { usePictureDrop } from '../media/use-picture-drop.js';
import { ManageRoom } from '../moderation/manage-room.js';
import { RoomPeople } from '../rooms/room-people.js';
import { ChatHead } from './chat-head.js';
import { MessagesPane } from './messages-pane.js';
import { ReadingOnly } from './reading-only.js';
import { SearchPanel } from './search-panel.js';
import { useSearch } from './use-search.js';
import { WriteForm } from './write-form.js';
import { writersLabel } from './messages.labels.js';
import buttons from '../ui/button.module.css';
import cards from '../ui/card.module.css';
import texts from '../ui/text.module.css';
import styles from './room-chat.module.css';

interface RoomChatProps {
  chat: ChatRoom;
  room: RoomView;
  ownId: string;
}

/** An open room: its messages, the form to write one, and a search. */
export function RoomChat({ chat, room, ownId }: RoomChatProps) {
  const state = useObservable(chat.state);
  const [replyTo, setReplyTo] = useState<string>();
  const [isSearching, setSearching] = useState(false);
  const [target, setTarget] = useState<{ seq: number }>();
  const [error, setError] = useState<RinglineError>();
  const search = useSearch(chat);
  const searchButton = useRef<HTMLButtonElement>(null);
  const draft = useRef('');
  const [taken, setTaken] = useState<PendingMessage>();
  const { auth } = useRingline();
  const mayWrite = room.may.includes('write');
  const { user } = useObservable(auth.state);
  // Guests cannot upload.
  const mayShow = mayWrite && user?.isGuest === false;
  const pictures = useChosenPictures(ATTACHMENTS_MAX);
  const drop = usePictureDrop(mayShow, pictures.add);
  const replied = state.messages.find(({ id }) => id === replyTo);

  const jump = async (seq: number) => {
    try {
      await chat.past.goTo(seq);
      setError(undefined);
      setSearching(false);
      setTarget({ seq });
    } catch (cause) {
      setError(RinglineError.from(cause));
    }
  };
  const takeBack = (message: PendingMessage) => {
    chat.discard(message.clientId);
    setTaken(message);
    if (message.replyTo) setReplyTo(message.replyTo);
    if (message.attachments) pictures.takeBack(message.attachments);
  };
  const endSearch = () => {
    setSearching(false);
    searchButton.current?.focus();
  };
  return (
    <section
      className={clsx(cards.card, styles.chat)}
      aria-labelledby="chat-title"
      data-testid="chat"
      data-status={state.status}
      {...drop.handlers}
    >
      <ChatHead room={room}>
        <button
          ref={searchButton}
          type="button"
          className={buttons.icon}
          data-testid="search"
          aria-label="Search in this chat"
          aria-expanded={isSearching}
          onClick={() => {
            setTarget(undefined);
            setSearching(!isSearching);
          }}
        >
          <SearchIcon />
        </button>
        {room.may.includes('moderate') ? (
          <ManageRoom room={room} onJump={(seq) => void jump(seq)} />
        ) : (
          room.role && !room.peer && <RoomPeople room={room} />
        )}
      </ChatHead>
      <ErrorNotice error={error ?? state.error} />
      {isSearching ? (
        <SearchPanel
          search={search}
          roomName={room.name}
          onFound={(seq) => void jump(seq)}
          onClose={endSearch}
        />
      ) : (
        <MessagesPane
          chat={chat}
          room={room}
          ownId={ownId}
          target={target}
          onReply={setReplyTo}
          onTakeBack={takeBack}
        />
      )}
      <p className={clsx(texts.hint, styles.typing)} role="status" data-testid="typing">
        {state.status === 'away' ? 'Reconnecting…' : writersLabel(state.typing)}
      </p>
      {mayWrite && (
        <WriteForm
          chat={chat}
          replied={replied}
          draft={draft}
          taken={taken}
          pictures={mayShow ? pictures : undefined}
          onDone={() => setReplyTo(undefined)}
        />
      )}
      <div role="status">{!mayWrite && <ReadingOnly room={room} />}</div>
      {drop.isOver && (
        <div className={styles.drop} data-testid="drop-place">
          <PictureIcon /> Drop pictures to add them
        </div>
      )}
    </section>
  );
}
