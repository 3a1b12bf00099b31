import type { MissedCall } from '../calls/calls.protocol.js';
import type { Message } from '../messages/messages.protocol.js';
import type { RoomRef, ThreadPeer } from '../rooms/rooms.protocol.js';

/** Unread messages are counted up to this number in each room: a count that reaches it may be higher in fact. */
export const UNREAD_MAX = 1000;

/** A user's unread messages. */
export interface Unread {
  /** The sum of `byRoom`. */
  total: number;
  /** By the room's slug; only rooms with unread messages, at most 1000 in each. */
  byRoom: Record<string, number>;
  /** Calls that were missed and not seen since; not part of `total`. */
  missedCalls: number;
}

/** A direct thread in the user's list. */
export interface DirectChat extends RoomRef {
  peer: ThreadPeer;
  /** Null while nothing has been said. */
  lastMessage: Message | null;
  unread: number;
}

export interface OpenPayload {
  /** The slug of the room that the device shows; null: none. */
  room: string | null;
}

export interface MarkReadPayload extends RoomRef {
  /** The number of the latest message that was read. */
  seq: number;
}

export interface MarkReadAck {
  /** Messages of that room that are still unread. */
  unread: number;
}

export interface CallsSeenPayload {
  /** A missed call: this one and those before it were seen; absent: all were. */
  callId?: string;
}

export interface InboxClientEvents {
  /**
   * Say which room this device shows: new messages there are marked as read until the device opens another room, or none, or
   * disconnects.
   */
  'inbox:open': { payload: OpenPayload; ack: OpenPayload };
  /** Mark a room as read up to a message. A mark never moves back, nor beyond the latest message. */
  'inbox:mark-read': { payload: MarkReadPayload; ack: MarkReadAck };
  /** Mark missed calls as seen. */
  'inbox:calls-seen': { payload: CallsSeenPayload; ack: { missedCalls: number } };
}

export interface InboxServerEvents {
  /** All that is unread; after connecting and when it has changed, to every device of the user. */
  'inbox:unread': Unread;
  /**
   * A direct thread's latest message is new or has changed; to the devices of both that have neither joined nor opened
   * it. The message is without `reactions`.
   */
  'inbox:item': DirectChat;
  /** You have missed a call; and after connecting, the latest 20 that you have not seen. Drop a call that you know. */
  'inbox:missed-call': MissedCall;
}
