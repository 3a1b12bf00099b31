import { Injectable } from '@nestjs/common';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import type { Connection } from '../realtime/socket.connection.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { UsersService } from '../users/users.service.js';
import { messagesErrors } from './messages.errors.js';
import { socketRoomOf } from './messages.events.js';
import { MessagesNotifier } from './messages.notifier.js';

const TYPING: Bucket = { name: 'room-typing', points: 60, durationS: 60, hot: true };

/** Which users are typing in a room. */
@Injectable()
export class RoomTyping {
  constructor(
    private readonly rooms: RoomsService,
    private readonly users: UsersService,
    private readonly notifier: MessagesNotifier,
    private readonly limits: Limits,
  ) {}

  /** @throws room_not_found, permission_denied, not_in_room, rate_limited */
  async notify(connection: Connection, slug: string): Promise<void> {
    const { principal } = connection;
    const { room } = await this.rooms.enter(principal, slug, 'write');
    if (!connection.isIn(socketRoomOf(room.id))) throw messagesErrors.not_in_room();
    await this.limits.consume(TYPING, principal.userId);
    const { id, username, displayName, isGuest } = await this.users.getActive(principal.userId);
    const user = { id, username, displayName, isGuest };
    this.notifier.sendToOthers(room.id, 'room:typing', { room: slug, user }, connection.id);
  }
}
