import { Injectable } from '@nestjs/common';
import { socketRoomOf } from '../messages/messages.events.js';
import { MessagesService } from '../messages/messages.service.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { DirectThreadsService } from '../rooms/direct/direct-threads.service.js';
import { UsersService } from '../users/users.service.js';
import type { DirectChat } from './inbox.protocol.js';
import { OpenThreads } from './open-threads.js';

/** `inbox:item`: new messages in direct threads, for devices of this instance that do not show them. */
@Injectable()
export class DirectItems {
  constructor(
    private readonly direct: DirectThreadsService,
    private readonly messages: MessagesService,
    private readonly users: UsersService,
    private readonly threads: OpenThreads,
    private readonly realtime: RealtimeService,
  ) {}

  /** @param roomIds any rooms in which something was said or changed @param unread of a user in a room */
  async send(roomIds: string[], unread: (userId: string, roomId: string) => number): Promise<void> {
    const pairs = await this.direct.pairsOf(roomIds);
    const unseen = pairs.flatMap(({ roomId, slug, userIds }) =>
      userIds.flatMap((viewerId, i) => {
        const devices = this.lookingElsewhere(viewerId, roomId);
        return devices.length > 0 ? [{ roomId, slug, viewerId, userId: userIds[1 - i]!, devices }] : [];
      }),
    );
    if (unseen.length === 0) return;
    const latest = await this.messages.latest(unseen.map(({ roomId: id, slug }) => ({ id, slug })));
    const peers = await this.users.seenByEach(unseen);
    unseen.forEach(({ roomId, slug, viewerId, devices }, i) => {
      const peer = peers[i];
      const found = latest.get(roomId);
      if (!peer || !found) return;
      const { reactions: _, ...lastMessage } = found;
      const item: DirectChat = { room: slug, peer, lastMessage, unread: unread(viewerId, roomId) };
      for (const device of devices) device.emit('inbox:item', item);
    });
  }

  private lookingElsewhere(userId: string, roomId: string) {
    const open = new Set(this.threads.in(roomId));
    return this.realtime
      .localMembers(`user:${userId}`)
      .filter((device) => !device.isIn(socketRoomOf(roomId)) && !open.has(device));
  }
}
