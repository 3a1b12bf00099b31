import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { RoomAccessChanged } from './rooms.events.js';
import type { RoomRole, RoomsServerEvents } from './rooms.protocol.js';

const CHANNEL = 'room-access';

/** Notifies devices of changes to a room. */
@Injectable()
export class RoomsNotifier implements OnApplicationBootstrap {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly events: Events,
    private readonly realtime: RealtimeService,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe<RoomAccessChanged>(CHANNEL, ({ roomId, userId }) =>
      this.events.publish(new RoomAccessChanged(roomId, userId)),
    );
  }

  /** To the slices above, on every instance. */
  async accessChanged(roomId: string, userId?: string): Promise<void> {
    const change = new RoomAccessChanged(roomId, userId);
    await this.bus.publish(CHANNEL, change).catch((error: unknown) => {
      this.log.warn('other instances could not be notified of a change in a room', { error });
      this.events.publish(change);
    });
  }

  roleChanged(userId: string, room: string, role: RoomRole): void {
    this.toUser(userId, 'room:role-changed', { room, role });
  }

  removed(userId: string, room: string): void {
    this.toUser(userId, 'room:removed', { room });
  }

  /** @param until null: the mute was lifted */
  muted(userId: string, room: string, until: Date | null): void {
    this.toUser(userId, 'room:muted', { room, until: until?.toISOString() ?? null });
  }

  private toUser<E extends keyof RoomsServerEvents>(userId: string, event: E, payload: RoomsServerEvents[E]) {
    this.realtime.toUser(userId, event, payload);
  }
}
