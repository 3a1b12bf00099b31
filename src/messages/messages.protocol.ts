import type { Media } from '../media/media.protocol.js';
import type { RoomRef, RoomRole } from '../rooms/rooms.protocol.js';

/** The client's own id of a message, for instance a UUID. */
export const CLIENT_ID = '^[A-Za-z0-9_-]{1,64}$';
/** How many messages come at once at most. */
export const MESSAGES_MAX = 100;
/** About how large an answer with several messages may be; `hasMore` says that there are others. */
export const HISTORY_MAX_BYTES = 262_144;
export const SEARCH_MAX_LENGTH = 200;
/** Different emoji under one message, and those of one person among them. */
export const REACTIONS_PER_MESSAGE = 20;
export const REACTIONS_PER_USER = 10;
/** Images that one message shows. */
export const ATTACHMENTS_MAX = 10;

export interface MessageAuthor {
  id: string;
  username: string;
  displayName: string;
  isGuest: boolean;
}

export interface Reaction {
  emoji: string;
  count: number;
  /** Whether one of them is yours. */
  mine: boolean;
}

export interface Message extends RoomRef {
  /** A UUID of version 7. */
  id: string;
  /** 1, 2, 3 and so on in each room: a gap shows that messages are missing. */
  seq: number;
  /** The id that its author's client gave it. */
  clientId: string;
  author: MessageAuthor;
  /** As it was sent: show it as text, never as markup. Empty where only images were sent, null once the message is deleted. */
  text: string | null;
  createdAt: string;
  /** A message of the same room. */
  replyTo?: { id: string; seq: number };
  /** Ids of the users whom `@username` names in the text, and who may read it. */
  mentions?: string[];
  /**
   * Images, in their order, with URLs that expire: get the message again for new ones. Images removed since then are missing.
   */
  attachments?: Media[];
  editedAt?: string;
  deletedAt?: string;
  /** The user who edited or deleted it, when that was not its author. */
  changedBy?: string;
  /** Which of the room's changes was its latest; absent for a message that is as it was sent. */
  revision?: number;
  reactions?: Reaction[];
}

/** A piece of a room's history, the oldest first. */
export interface History {
  messages: Message[];
  /** The number of the room's latest message; 0: there is none. */
  lastSeq: number;
  /** There are more: after the last one when asked with `afterSeq`, else before the first one. */
  hasMore: boolean;
}

export interface JoinRoomPayload extends RoomRef {
  /** The number up to which you have every message; without it the answer has the latest ones. */
  afterSeq?: number;
  /** The `revision` that you have of the room: the answer then has the changes since, among the messages up to `afterSeq`. */
  afterRevision?: number;
}

export interface JoinRoomAck extends RoomRef, History {
  role: RoomRole | null;
  /** Which was the room's latest change of a message; 0: none. */
  revision: number;
  /** Present with `afterRevision`: messages as they are by now, by their revision. */
  changed?: Message[];
  /** Present with `afterRevision`: more have changed than these, ask again with the highest revision among them. */
  hasMoreChanged?: boolean;
}

export interface SendPayload extends RoomRef {
  clientId: string;
  text: string;
  /** The id of a message of the same room. */
  replyTo?: string;
  /** Ids of your uploads (`POST /api/media`) that nothing refers to yet. `text` may be empty then. */
  attachments?: string[];
}

/** The message is stored. */
export interface SendAck {
  id: string;
  seq: number;
  createdAt: string;
}

export interface MessageRef extends RoomRef {
  id: string;
}

export interface ReactPayload extends MessageRef {
  /** One emoji. */
  emoji: string;
}

export interface MessagesClientEvents {
  /** Join a room: receive its messages from now on, and those that were missed. */
  'room:join': { payload: JoinRoomPayload; ack: JoinRoomAck };
  /** Leave a room: receive its messages no longer. */
  'room:leave': { payload: RoomRef; ack: Record<string, never> };
  /** Say that you are typing; send it every few seconds while it is so. */
  'room:typing': { payload: RoomRef; ack: Record<string, never> };
  /** Send a message; acknowledged once it is stored. */
  'message:send': { payload: SendPayload; ack: SendAck };
  /** Edit a message, as its author or a moderator. */
  'message:edit': { payload: MessageRef & { text: string }; ack: { message: Message } };
  /** Delete a message, as its author or a moderator; its number stays. */
  'message:delete': { payload: MessageRef; ack: { message: Message } };
  /** Add your reaction to a message; idempotent. */
  'message:react': { payload: ReactPayload; ack: { reactions: Reaction[] } };
  /** Remove your reaction from a message; idempotent. */
  'message:unreact': { payload: ReactPayload; ack: { reactions: Reaction[] } };
}

/** To the devices that have joined the room. */
export interface MessagesServerEvents {
  /** A new message, at least once, also to its author's devices; order messages by `seq`. */
  'message:new': Message;
  /** A message was edited. */
  'message:edited': Message;
  /** A message was deleted; its text is null. */
  'message:deleted': Message;
  /** A user has added or removed a reaction. */
  'message:reaction': MessageRef & {
    seq: number;
    emoji: string;
    userId: string;
    /** False: taken back. */
    added: boolean;
    /** How many people have put this emoji there by now. */
    count: number;
    revision: number;
  };
  /** A user is typing in the room. */
  'room:typing': RoomRef & { user: MessageAuthor };
  /** The latest position of the room: request the messages you are missing. */
  'room:head': RoomRef & { lastSeq: number; revision: number };
  /** This device was removed from the room. closed: the room was deleted. */
  'room:left': RoomRef & { reason: 'removed' | 'closed' };
}
