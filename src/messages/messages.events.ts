import type { Message, MessagesServerEvents } from './messages.protocol.js';

/** The Socket.IO room of the devices that have joined a room, on every instance. */
export function socketRoomOf(roomId: string): string {
  return `chat:${roomId}`;
}

/** A change to be sent to a room. */
export interface RoomUpdate<E extends keyof MessagesServerEvents = keyof MessagesServerEvents> {
  roomId: string;
  event: E;
  payload: MessagesServerEvents[E];
}

/**
 * A room's devices have received a change; emitted on every instance, once for all messages that were stored together. At most
 * once on instances other than the one that stored it: subscribers that depend on it also poll.
 */
export class MessagesPublished {
  constructor(
    readonly updates: RoomUpdate[],
    /** It was this instance that stored it. */
    readonly here: boolean,
  ) {}
}

/** The new message, if the change is one. */
export function newMessage({ event, payload }: RoomUpdate): Message | undefined {
  return event === 'message:new' ? (payload as Message) : undefined;
}
