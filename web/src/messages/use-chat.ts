import { useState } from 'react';
import type { RoomView } from '../../../src/rooms/rooms.protocol.js';
import { useObservable, useRingline } from '../app/ringline.context.js';
import type { ChatRoom } from './chat-room.js';

export interface ChatUse {
  open?: { chat: ChatRoom; room: RoomView };
  show: (room: RoomView) => void;
}

/** The room whose messages this page shows. */
export function useChat(): ChatUse {
  const { messages } = useRingline();
  const { open } = useObservable(messages.state);
  const [room, setRoom] = useState<RoomView>();
  const show = (wanted: RoomView) => {
    setRoom(wanted);
    messages.open(wanted.slug);
  };
  return { open: open && room && { chat: open, room }, show };
}
