import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CallMissed } from '../calls/calls.events.js';
import type { MissedCall } from '../calls/calls.protocol.js';
import { MessagesPublished, newMessage } from '../messages/messages.events.js';
import { BusReconnected } from '../platform/events/bus.events.js';
import { Events } from '../platform/events/events.js';
import { ConnectionClosed, ConnectionOpened } from '../realtime/realtime.events.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { MembershipHooks } from '../rooms/members/membership-hooks.service.js';
import { RoomAccessChanged } from '../rooms/rooms.events.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { UsersService } from '../users/users.service.js';
import { InboxNotifier } from './inbox.notifier.js';
import { OpenThreads } from './open-threads.js';
import { ReadMarksStore } from './read-marks.store.js';

const CHANGES = new Set(['message:edited', 'message:deleted']);

/** Subscribes to the events of other slices that change inboxes. */
@Injectable()
export class InboxWatch implements OnApplicationBootstrap {
  constructor(
    private readonly notifier: InboxNotifier,
    private readonly threads: OpenThreads,
    private readonly marks: ReadMarksStore,
    private readonly rooms: RoomsService,
    private readonly membershipHooks: MembershipHooks,
    private readonly users: UsersService,
    private readonly realtime: RealtimeService,
    private readonly events: Events,
  ) {}

  onApplicationBootstrap(): void {
    this.membershipHooks.register({
      entered: (roomId, userId, tx) => this.marks.begin(roomId, userId, tx),
      left: (roomId, userId, tx) => this.marks.end(roomId, userId, tx),
    });
    this.events.on(ConnectionOpened, ({ connection }) => this.notifier.greet(connection));
    this.events.on(ConnectionClosed, ({ connection }) => this.threads.close(connection));
    this.events.on(BusReconnected, () => this.notifier.sweep());
    this.events.on(MessagesPublished, (changes) => this.published(changes));
    this.events.on(RoomAccessChanged, (change) => this.accessChanged(change));
    this.events.on(CallMissed, ({ call }) => this.missed(call));
  }

  private published({ updates, here }: MessagesPublished): void {
    const heads = new Map<string, number>();
    for (const update of updates) {
      const message = newMessage(update);
      if (message || CHANGES.has(update.event)) this.notifier.touch(update.roomId, 'messages');
      if (!message) continue;
      heads.set(update.roomId, Math.max(message.seq, heads.get(update.roomId) ?? 0));
      // The author of a message has read the ones before it.
      if (here)
        this.notifier.readSoon({ userId: message.author.id, roomId: update.roomId, seq: message.seq });
    }
    for (const [roomId, seq] of heads)
      for (const { principal } of this.threads.in(roomId))
        this.notifier.readSoon({ userId: principal.userId, roomId, seq });
  }

  private async accessChanged({ roomId, userId }: RoomAccessChanged): Promise<void> {
    if (userId === undefined) this.notifier.touch(roomId, 'room');
    else this.notifier.look([userId]);
    const looking = this.threads
      .in(roomId)
      .filter(({ principal }) => userId === undefined || principal.userId === userId);
    if (looking.length === 0) return;
    const found = await this.rooms.mayOf(
      roomId,
      looking.map(({ principal }) => principal),
    );
    for (const connection of looking)
      if (!found?.may.get(connection.principal.userId)?.has('read')) this.threads.close(connection);
  }

  private async missed(call: MissedCall['call']): Promise<void> {
    const caller = await this.users.findPublic(call.callerId, call.calleeId);
    // It ended because their account did: there is nobody to show.
    if (!caller) return;
    const missed: MissedCall = { call, caller };
    this.realtime.toUser(call.calleeId, 'inbox:missed-call', missed);
    this.notifier.changed([call.calleeId]);
  }
}
