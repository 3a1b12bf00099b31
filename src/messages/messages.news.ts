import { Injectable } from '@nestjs/common';
import { RealtimeService } from '../realtime/realtime.service.js';
import { channelOf } from './messages.events.js';
import type { MessagesServerEvents } from './messages.protocol.js';

/** What devices in a room are told. */
@Injectable()
export class MessagesNews {
  constructor(private readonly realtime: RealtimeService) {}

  tell<E extends keyof MessagesServerEvents>(
    roomId: string,
    event: E,
    payload: MessagesServerEvents[E],
    exceptConnectionId?: string,
  ): void {
    this.realtime.toRoom(channelOf(roomId), event, payload, exceptConnectionId);
  }

  /** Devices that are connected to this instance only. */
  tellHere<E extends keyof MessagesServerEvents>(
    roomId: string,
    event: E,
    payload: MessagesServerEvents[E],
  ): void {
    this.realtime.toRoomHere(channelOf(roomId), event, payload);
  }
}
